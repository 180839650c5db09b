using System.Text;
using System.Text.Json;
using CsCheck;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Tests.Scenarios;

namespace PleoFunctions.Onboarding.Tests.Webhooks;

public sealed class PayloadPropertyTests
{
    private const int Count = 10_000;

    private static readonly Partner Default = Composition.Partner();

    private static readonly Partner Mapped = Composition.Partner(
        ("Signature:Scheme", "stripe"),
        ("Mapping:Tenant", "/data/metadata/list/1"),
        ("Mapping:Metadata", """{"a":"","b":"/data","c":"/data/metadata/list"}""")
    );

    private static readonly byte[] Sample = Encoding.UTF8.GetBytes(
        """{"id":"evt_1","data":{"tenant":"northwind","status":"ERROR","metadata":{"æ":"\ud83d\ude00","list":[1.5e3,"b",null,{"c":true}]}}}"""
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
    public void Every_prefix_of_a_good_payload_is_refused_as_malformed()
    {
        for (var length = 0; length < Sample.Length; length++)
        {
            var reading = Reading.Of(Default, Sample[..length]);

            reading.Problem.Code.ShouldBe(ProblemCode.MalformedJson, $"after {length} bytes");
        }
    }

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
            && request.GetProperty("metadata").GetProperty("onboardingDeliveryId").ValueEquals(payload.DeliveryId)
            && request.GetProperty("metadata").GetPropertyCount() == payload.Metadata.Count + 1;
    }
}
