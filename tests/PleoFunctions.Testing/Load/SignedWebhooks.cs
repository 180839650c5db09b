using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Testing.Load;

/// <summary>Webhooks with the same body, each with its own id, time and signature, in files for wrk.</summary>
internal sealed class SignedWebhooks : IDisposable
{
    /// <summary>The length of the body, in bytes.</summary>
    public const int BodyLength = 1024;

    private static readonly StandardWebhooksScheme Scheme = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("webhooks-");

    private SignedWebhooks() { }

    /// <summary>The variable by which a run passes the key to its processes.</summary>
    public const string SecretVariable = "PLEOFUNCTIONS_BENCHMARKS_SECRET";

    /// <summary>A random key for each run.</summary>
    public static string Secret { get; } =
        Environment.GetEnvironmentVariable(SecretVariable)
        ?? "whsec_" + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <summary>A payload of the default form, for the tenant northwind, filled up to <see cref="BodyLength"/>.</summary>
    public static byte[] Body { get; } = WriteBody(BodyLength);

    public string HeadersFile => Path.Combine(_folder.FullName, "headers");

    public string BodyFile => Path.Combine(_folder.FullName, "body");

    /// <summary>Signs webhooks now; they are valid for five minutes.</summary>
    /// <param name="count">How many.</param>
    /// <param name="partners">The number of partners, used in turn.</param>
    public static SignedWebhooks Create(int count, int partners = 1)
    {
        var webhooks = new SignedWebhooks();
        File.WriteAllBytes(webhooks.BodyFile, Body);
        using var writer = new StreamWriter(webhooks.HeadersFile);
        for (var number = 0; number < count; number++)
        {
            writer.WriteLine(
                string.Join(' ', SignOne().Select(header => header.Value).Prepend(PartnerOf(number % partners)))
            );
        }

        return webhooks;
    }

    /// <summary>The partner of that number; the first is the default partner.</summary>
    public static string PartnerOf(int number) =>
        number == 0 ? "acme" : string.Create(CultureInfo.InvariantCulture, $"partner{number}");

    /// <summary>The headers of the next webhook.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> SignOne() =>
        Scheme.Sign($"msg_{Guid.NewGuid():N}", TimeProvider.System.GetUtcNow(), Body, Secret);

    public static byte[] WriteBody(int length)
    {
        const string Start = """
            {"type":"customer.onboarded","timestamp":"2026-11-23T10:00:00Z","data":{"tenant":"northwind","status":"PENDING_INTEGRATION","metadata":{"externalConfigurationId":"123456789","plan":"business","notes":"
            """;
        const string End = "\"}}}";
        var filling = length - Start.Length - End.Length;
        return Encoding.UTF8.GetBytes(
            Start + string.Concat(Enumerable.Range(0, filling).Select(number => (char)('a' + (number % 26)))) + End
        );
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
