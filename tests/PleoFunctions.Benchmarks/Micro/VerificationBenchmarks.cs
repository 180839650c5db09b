using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;
using PleoFunctions.Testing.Load;

namespace PleoFunctions.Benchmarks.Micro;

/// <summary>Verification by each scheme, compared with its minimum: one HMAC over the same bytes, and its base64.</summary>
public class VerificationBenchmarks
{
    private const string DeliveryId = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_600_000);

    private readonly byte[] _mac = new byte[HMACSHA256.HashSizeInBytes];
    private readonly byte[] _base64 = new byte[44];
    private SignatureScheme _scheme = null!;
    private WebhookHeaders _headers = null!;
    private string _secret = null!;
    private byte[] _body = null!;
    private byte[] _signed = null!;
    private byte[] _key = null!;

    /// <summary>How long the body is, in KiB.</summary>
    [Params(1, 64)]
    public int KiB { get; set; }

    [GlobalSetup(Target = nameof(BareHmac))]
    public void PrepareHmac()
    {
        Prepare("standard-webhooks");
        _signed =
        [
            .. Encoding.UTF8.GetBytes(
                string.Create(CultureInfo.InvariantCulture, $"{DeliveryId}.{Now.ToUnixTimeSeconds()}.")
            ),
            .. _body,
        ];
    }

    [Benchmark(Baseline = true, Description = "bare HMACSHA256.HashData and base64")]
    public int BareHmac()
    {
        HMACSHA256.HashData(_key, _signed, _mac);
        System.Buffers.Text.Base64.EncodeToUtf8(_mac, _base64, out _, out var written);
        return written;
    }

    [GlobalSetup(Target = nameof(StandardWebhooks))]
    public void PrepareStandardWebhooks() => Prepare("standard-webhooks");

    [Benchmark(Description = "verify standard-webhooks v1")]
    public SignatureVerdict StandardWebhooks() => Verify();

    [GlobalSetup(Target = nameof(Ed25519))]
    public void PrepareEd25519()
    {
        using var key = NSec.Cryptography.Key.Create(
            NSec.Cryptography.SignatureAlgorithm.Ed25519,
            new NSec.Cryptography.KeyCreationParameters
            {
                ExportPolicy = NSec.Cryptography.KeyExportPolicies.AllowPlaintextExport,
            }
        );
        byte[] pair =
        [
            .. key.Export(NSec.Cryptography.KeyBlobFormat.RawPrivateKey),
            .. key.Export(NSec.Cryptography.KeyBlobFormat.RawPublicKey),
        ];
        Prepare(
            "standard-webhooks",
            "whsk_" + Convert.ToBase64String(pair),
            "whpk_" + Convert.ToBase64String(pair.AsSpan(32))
        );
    }

    [Benchmark(Description = "verify standard-webhooks v1a (ed25519)")]
    public SignatureVerdict Ed25519() => Verify();

    [GlobalSetup(Target = nameof(GitHub))]
    public void PrepareGitHub() => Prepare("github");

    [Benchmark(Description = "verify github")]
    public SignatureVerdict GitHub() => Verify();

    [GlobalSetup(Target = nameof(Stripe))]
    public void PrepareStripe() => Prepare("stripe");

    [Benchmark(Description = "verify stripe")]
    public SignatureVerdict Stripe() => Verify();

    [GlobalSetup(Target = nameof(Shopify))]
    public void PrepareShopify() => Prepare("shopify");

    [Benchmark(Description = "verify shopify")]
    public SignatureVerdict Shopify() => Verify();

    [GlobalSetup(Target = nameof(Slack))]
    public void PrepareSlack() => Prepare("slack");

    [Benchmark(Description = "verify slack")]
    public SignatureVerdict Slack() => Verify();

    private SignatureVerdict Verify() => _scheme.Verify(_headers, _body, _secret, Tolerance, Now).Verdict;

    private void Prepare(string scheme, string? signingSecret = null, string? verifyingSecret = null)
    {
        _key = RandomNumberGenerator.GetBytes(32);
        _body = SignedWebhooks.WriteBody(KiB * 1024);
        _scheme = SignatureScheme.Find(scheme)!;
        var made =
            _scheme is StandardWebhooksScheme
                ? "whsec_" + Convert.ToBase64String(_key)
                : Convert.ToHexStringLower(_key);
        _secret = verifyingSecret ?? made;
        _headers = new WebhookHeaders().Add(_scheme.Sign(DeliveryId, Now, _body, signingSecret ?? made));

        if (Verify() is not SignatureVerdict.Valid)
        {
            throw new InvalidOperationException("What is measured does not work.");
        }
    }
}
