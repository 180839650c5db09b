using System.Text.RegularExpressions;
using PleoFunctions.Testing;

namespace PleoFunctions.Onboarding.Tests.Telemetry;

/// <summary>
/// The events that the code logs. Queries, alerts and documents use their numbers: a listed event must not change, and
/// a new event gets a new number.
/// </summary>
public sealed partial class LogEventTests
{
    private static readonly string[] Events =
    [
        "101 Information OnboardingHandler.Ended",
        "102 Error OnboardingHandler.Failed",
        "104 Information OnboardingHandler.EndedLater",
        "105 Information OnboardingHandler.Recovered",
        "106 Warning OnboardingHandler.WrongFunctionKey",
        "107 Information OnboardingHandler.EndedEarly",
        "111 Error DeliveryOperations.Failed",
        "113 Information DeliveryOperations.Acted",
        "121 Warning OperatorAccess.Refused",
        "122 Warning OperatorAccess.IssuerUnavailable",
        "201 Warning TableLedgerStore.Failed",
        "203 Error TableLedgerStore.TableMissing",
        "204 Warning TableCreator.Failed",
        "301 Warning SecretCache.FetchFailed",
        "302 Warning SecretCache.Withdrawn",
        "303 Warning SecretCache.ExpiresSoon",
        "311 Error KeyRing.SigningSecretMissing",
        "312 Error KeyRing.SigningSecretFaulty",
        "313 Error KeyRing.ApiKeyFaulty",
        "401 Information InstallationRun.Attempted",
        "402 Information InstallationRun.Finished",
        "403 Warning InstallationRun.SentAgain",
        "404 Error InstallationRun.CompanyMismatch",
        "405 Information InstallationRun.Asked",
        "501 Information PartnerStartupLogger.Partner",
        "502 Warning PartnerStartupLogger.NoPartner",
        "601 Error DeliveryRecovery.GaveUp",
        "602 Information DeliveryRecovery.Ran",
        "603 Warning DeliveryRecovery.Unreadable",
        "604 Error DeliveryRecovery.Failed",
        "901 Warning SampleSender.NotSent",
        "902 Warning DeliveryWatch.NotFound",
    ];

    private static readonly IReadOnlyList<(string Type, string Code)> Sources = Read();

    [Fact]
    public void Keep_their_number_level_and_name() => Found().ShouldBe(Events, ignoreOrder: true);

    [Fact]
    public void Have_unique_numbers() =>
        Found().Select(found => found.Split(' ')[0]).ShouldBeUnique(StringComparer.Ordinal);

    [Fact]
    public void Are_the_only_events_that_are_logged()
    {
        foreach (var (type, code) in Sources)
        {
            Attribute.Count(code).ShouldBe(Event.Count(code), $"{type} has an event that is written otherwise.");
            LoggedByHand.IsMatch(code).ShouldBeFalse($"{type} logs something that is no event.");
        }
    }

    [GeneratedRegex(
        """\[LoggerMessage\(\s*EventId = (?<id>\d+),\s*Level = LogLevel\.(?<level>\w+),\s*Message = "[^"]*"\s*\)\]\s*public static partial void (?<name>\w+)\(""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Event { get; }

    [GeneratedRegex(@"\bLoggerMessage\(", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Attribute { get; }

    [GeneratedRegex(
        @"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(|\bLoggerMessage\.Define[<(]",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex LoggedByHand { get; }

    private static string[] Found() =>
        [
            .. Sources.SelectMany(source =>
                Event
                    .Matches(source.Code)
                    .Select(found =>
                        $"{found.Groups["id"]} {found.Groups["level"]} {source.Type}.{found.Groups["name"]}"
                    )
            ),
        ];

    private static (string Type, string Code)[] Read() =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(file =>
                    !file.Contains(
                        $"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}",
                        StringComparison.Ordinal
                    )
                )
                .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllText(file))),
        ];
}
