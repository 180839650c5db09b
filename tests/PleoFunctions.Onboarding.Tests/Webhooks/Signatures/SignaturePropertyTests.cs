using System.Text;
using CsCheck;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Onboarding.Webhooks.Signatures;

namespace PleoFunctions.Onboarding.Tests.Webhooks.Signatures;

public sealed class SignaturePropertyTests
{
    private const int Count = 3_000;

    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private static readonly Gen<string> Ids = Gen.String[
        Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"],
        1,
        128
    ];

    private static readonly Gen<(byte[] Body, string Id, int Age, byte[] Key, int Bit)> Messages = Gen.Select(
        Gen.Byte.Array[1, 300],
        Ids,
        Gen.Int[-300, 300],
        Gen.Byte.Array[24, 64],
        Gen.Int.Positive
    );

    public static TheoryData<string> Schemes => ["standard-webhooks", "v1a", "github", "stripe", "shopify", "slack"];

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Any_signed_message_verifies(string scheme) =>
        Messages.Sample(
            message =>
            {
                var (signing, verifying) = KeysOf(scheme, message.Key);
                var signed = Sign(scheme, message.Body, message.Id, message.Age, signing);

                return Verdict(scheme, signed, message.Body, verifying) is SignatureVerdict.Valid;
            },
            iter: Cases.Usually(Count)
        );

    [Theory]
    [MemberData(nameof(Schemes))]
    public void No_message_with_one_bit_of_the_body_changed_verifies(string scheme) =>
        Messages.Sample(
            message =>
            {
                var (signing, verifying) = KeysOf(scheme, message.Key);
                var signed = Sign(scheme, message.Body, message.Id, message.Age, signing);

                return Verdict(scheme, signed, Flip(message.Body, message.Bit), verifying) is SignatureVerdict.Invalid;
            },
            iter: Cases.Usually(Count)
        );

    [Theory]
    [MemberData(nameof(Schemes))]
    public void No_message_with_one_bit_of_a_signed_header_changed_verifies(string scheme) =>
        Messages.Sample(
            message =>
            {
                var (signing, verifying) = KeysOf(scheme, message.Key);
                var signed = Sign(scheme, message.Body, message.Id, message.Age, signing);
                // Only Standard Webhooks signs the id in the header.
                var covered = signed
                    .Where(header => header.Key is not ("X-GitHub-Delivery" or "X-Shopify-Webhook-Id"))
                    .ToArray();
                var index = message.Bit % covered.Length;
                covered[index] = new(covered[index].Key, Flip(covered[index].Value, message.Bit / covered.Length));

                return Verdict(scheme, covered, message.Body, verifying) is not SignatureVerdict.Valid;
            },
            iter: Cases.Usually(Count)
        );

    [Theory]
    [MemberData(nameof(Schemes))]
    public void No_message_verifies_with_one_bit_of_the_key_changed(string scheme) =>
        Messages.Sample(
            message =>
            {
                var (signing, verifying) = KeysOf(scheme, message.Key);
                var signed = Sign(scheme, message.Body, message.Id, message.Age, signing);
                var changed = verifying.StartsWith("wh", StringComparison.Ordinal)
                    ? verifying[..verifying.IndexOf('_', StringComparison.Ordinal)]
                        + "_"
                        + Convert.ToBase64String(Flip(Convert.FromBase64String(verifying.Split('_')[1]), message.Bit))
                    : Flip(verifying, message.Bit);

                return Verdict(scheme, signed, message.Body, changed) is SignatureVerdict.Invalid;
            },
            iter: Cases.Usually(Count)
        );

    [Theory]
    [MemberData(nameof(Schemes))]
    public void No_header_values_make_a_scheme_throw_or_accept(string scheme) =>
        Gen.Select(Gen.String[0, 200], Gen.String[0, 50], Gen.String[0, 200], Gen.String[0, 100])
            .Sample(
                (id, timestamp, signature, secret) =>
                {
                    var headers = Sign(scheme, [], "msg_1", 0, KeysOf(scheme, new byte[32]).Signing)
                        .Select(header => new KeyValuePair<string, string>(
                            header.Key,
                            header.Key.Contains("ignature", StringComparison.OrdinalIgnoreCase) ? signature
                                : header.Key.Contains("imestamp", StringComparison.OrdinalIgnoreCase) ? timestamp
                                : id
                        ));

                    return Verdict(scheme, headers, [], secret) is not SignatureVerdict.Valid;
                },
                iter: Cases.Usually(Count)
            );

    /// <summary>A key of the scheme's form from random bytes, as both sides hold it.</summary>
    private static (string Signing, string Verifying) KeysOf(string scheme, byte[] key)
    {
        switch (scheme)
        {
            case "standard-webhooks":
                var secret = "whsec_" + Convert.ToBase64String(key);
                return (secret, secret);

            case "v1a":
                using (
                    var pair = NSec.Cryptography.Key.Import(
                        NSec.Cryptography.SignatureAlgorithm.Ed25519,
                        key.Concat(key).Take(32).ToArray(),
                        NSec.Cryptography.KeyBlobFormat.RawPrivateKey,
                        new() { ExportPolicy = NSec.Cryptography.KeyExportPolicies.AllowPlaintextExport }
                    )
                )
                {
                    var seed = pair.Export(NSec.Cryptography.KeyBlobFormat.RawPrivateKey);
                    var publicKey = pair.PublicKey.Export(NSec.Cryptography.KeyBlobFormat.RawPublicKey);
                    return ("whsk_" + Convert.ToBase64String(seed), "whpk_" + Convert.ToBase64String(publicKey));
                }

            default:
                var text = Convert.ToHexString(key);
                return (text, text);
        }
    }

    private static IReadOnlyList<KeyValuePair<string, string>> Sign(
        string scheme,
        byte[] body,
        string id,
        int age,
        string secret
    ) => Find(scheme).Sign(id, Arrival.Time - TimeSpan.FromSeconds(age), body, secret);

    private static SignatureVerdict Verdict(
        string scheme,
        IEnumerable<KeyValuePair<string, string>> headers,
        byte[] body,
        string secret
    )
    {
        var sent = new WebhookHeaders().Add(headers);

        return Find(scheme).Verify(sent, body, secret, Tolerance, Arrival.Time).Verdict;
    }

    private static SignatureScheme Find(string scheme) =>
        SignatureScheme.Find(scheme is "v1a" ? "standard-webhooks" : scheme)!;

    private static byte[] Flip(byte[] bytes, int bit)
    {
        var changed = bytes.ToArray();
        changed[bit / 8 % bytes.Length] ^= (byte)(1 << (bit % 8));
        return changed;
    }

    private static string Flip(string ascii, int bit) =>
        Encoding.Latin1.GetString(Flip(Encoding.Latin1.GetBytes(ascii), bit));
}
