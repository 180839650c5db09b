using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

public sealed partial class PayloadPropertyTests
{
    private const int Count = 10_000;

    // Rounding up in the last second would leave the calendar.
    private const long LastTick = 3_155_378_975_990_000_000;

    private static readonly Partner Default = Composition.Partner();

    private static readonly Partner Mapped = Composition.Partner(
        ("Signature:Scheme", "stripe"),
        ("Mapping:OccurredAt", "/timestamp"),
        ("Mapping:Tenant", "/data/metadata/list/1"),
        ("Mapping:Metadata", """{"a":"","b":"/data","c":"/data/metadata/list"}""")
    );

    private static readonly byte[] Sample = Encoding.UTF8.GetBytes(
        """{"id":"evt_1","timestamp":"2026-11-23T10:00:00.5+01:00","data":{"tenant":"northwind","companyId":"urn:pleo:company:123e4567-E89B-12d3-a456-426614174000","status":"ERROR","metadata":{"æ":"\ud83d\ude00","list":[1.5e3,"b",null,{"c":true}]}}}"""
    );

    private const string Telling = "{}[]\",:\\u0dD819eE+-. \n";

    private static readonly Gen<byte> TellingBytes = Gen.OneOf(
        Gen.Byte,
        Gen.Int[0, Telling.Length - 1].Select(index => (byte)Telling[index])
    );

    [Fact]
    public void No_bytes_make_the_reader_throw() =>
        Gen.OneOf(Gen.Byte.Array[0, 200], TellingBytes.Array[0, 60])
            .Sample(IsReadOrRefused, iter: Cases.Usually(Count));

    [Fact]
    public void No_change_to_a_good_payload_makes_the_reader_throw() =>
        Gen.Select(Gen.Int[0, Sample.Length - 1], Gen.Int[0, 6], TellingBytes.Array[0, 6])
            .List[1, 4]
            .Sample(
                changes =>
                {
                    var bytes = Sample.ToList();
                    foreach (var (start, removed, inserted) in changes)
                    {
                        var at = Math.Min(start, bytes.Count);
                        bytes.RemoveRange(at, Math.Min(removed, bytes.Count - at));
                        bytes.InsertRange(at, inserted);
                    }

                    return IsReadOrRefused([.. bytes]);
                },
                iter: Cases.Usually(Count)
            );

    [Fact]
    public void Every_time_is_read_back_from_each_of_its_forms() =>
        Gen.Select(Gen.DateTimeOffset, Gen.Int[0, 7])
            .Where((time, _) => time >= DateTimeOffset.UnixEpoch && time.UtcTicks < LastTick)
            .Sample(
                (time, digits) =>
                {
                    var fraction = digits == 0 ? "" : "." + new string('f', digits);
                    var text = time.ToString($"yyyy-MM-dd'T'HH:mm:ss{fraction}zzz", CultureInfo.InvariantCulture);
                    var precision = TimeSpan.TicksPerSecond / (long)Math.Pow(10, digits);

                    return OccurredAt($"\"{text}\"")!.Value.UtcTicks == time.UtcTicks - (time.UtcTicks % precision);
                },
                iter: Cases.Usually(Count)
            );

    [Fact]
    public void Every_Unix_time_is_read_to_the_second_or_millisecond() =>
        Gen.OneOf(Gen.Long[0, 99_999_999_999], Gen.Long[100_000_000_000, 253_402_300_799_999])
            .Sample(
                number =>
                {
                    var time = OccurredAt($"{number}")!.Value;

                    return number
                            == (number < 100_000_000_000 ? time.ToUnixTimeSeconds() : time.ToUnixTimeMilliseconds())
                        && OccurredAt($"\"{number}\"") == time;
                },
                iter: Cases.Usually(Count)
            );

    [Fact]
    public void Every_company_is_read_in_any_case_with_and_without_its_prefix() =>
        Gen.Select(Gen.Guid, Gen.Bool, Gen.Bool)
            .Sample(
                (id, upper, urn) =>
                {
                    var uuid = upper ? id.ToString().ToUpperInvariant() : id.ToString();
                    var body =
                        $$$"""{"data":{"tenant":"a","companyId":"{{{(urn ? "urn:pleo:company:" : "")}}}{{{uuid}}}"}}""";

                    var company = Reading.Of(Default, Encoding.UTF8.GetBytes(body)).Payload.CompanyId;

                    return string.Equals(company, $"urn:pleo:company:{id}", StringComparison.Ordinal);
                },
                iter: Cases.Usually(Count)
            );

    [Fact]
    public void Every_prefix_of_a_good_payload_is_refused_as_malformed()
    {
        for (var length = 0; length < Sample.Length; length++)
        {
            var reading = Reading.Of(Default, Sample[..length]);

            reading.Problem.Code.ShouldBe(ProblemCode.MalformedJson, $"after {length} bytes");
        }
    }

    private static DateTimeOffset? OccurredAt(string json) =>
        Reading
            .Of(Default, Encoding.UTF8.GetBytes($$$"""{"timestamp":{{{json}}},"data":{"tenant":"a"}}"""))
            .Payload.OccurredAt;

    [GeneratedRegex(@"\Aurn:pleo:company:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\z", RegexOptions.None, 1000)]
    private static partial Regex Urn();

    /// <summary>A payload is either valid for ledger, vault and Pleo, or refused with a reason of the table.</summary>
    private static bool IsReadOrRefused(byte[] body) => IsReadOrRefused(Default, body) && IsReadOrRefused(Mapped, body);

    private static bool IsReadOrRefused(Partner partner, byte[] body)
    {
        var reading = Reading.Of(partner, body);
        if (!reading.Succeeded)
        {
            return reading.Problem.Code
                is ProblemCode.MalformedJson
                    or ProblemCode.InvalidPayload
                    or ProblemCode.InvalidDeliveryId;
        }

        var payload = reading.Payload;
        var request = JsonElement.Parse(
            InstallationRequest.Write(payload.DeliveryId, payload.Status, payload.Metadata).Span,
            new JsonDocumentOptions { AllowDuplicateProperties = false }
        );
        return payload.Tenant.All(character =>
                char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-'
            )
            && payload.OccurredAt is null or { Offset.Ticks: 0 }
            && (payload.CompanyId is null || Urn().IsMatch(payload.CompanyId))
            && request.GetProperty("metadata").GetProperty("onboardingDeliveryId").ValueEquals(payload.DeliveryId)
            && request.GetProperty("metadata").GetPropertyCount() == payload.Metadata.Count + 1;
    }
}
