using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace PleoFunctions.Integration.Tests.Signatures;

/// <summary>Signatures between Local and external libraries, in both directions.</summary>
public sealed class ForeignSignatureTests(SignaturesFixture fixture) : IClassFixture<SignaturesFixture>
{
    // Its numbers of bytes, characters and JSON escapes differ.
    private const string Note = "Blåbær & <søn> 🫐 \\u00e5";

    private static readonly Signer[] All =
    [
        SignaturesFixture.StandardWebhooks,
        SignaturesFixture.Svix,
        SignaturesFixture.GitHub,
        SignaturesFixture.Stripe,
    ];

    public static TheoryData<string> Libraries => new(All.Select(signer => signer.Library));

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task Accepts_what_a_partners_library_signs(string library)
    {
        var signer = Find(library);
        var id = NewId();
        var body = signer.Payload(id, "northwind", Note);
        var headers = await fixture.Libraries.SignAsync(library, signer.Secret, id, body);

        using var response = await PostAsync(signer.Partner, headers, body);

        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        var document = JsonNode.Parse(text)!;
        ((string?)document["deliveryId"]).ShouldBe(id);
        ((string?)document["partner"]).ShouldBe(signer.Partner);
        ((string?)document["tenant"]).ShouldBe("northwind");
        ((string?)document["installation"]!["metadata"]!["externalConfigurationId"]).ShouldBe("Blåbær & <søn> 🫐 å");
        ((string?)document["installation"]!["status"]).ShouldBe(
            signer == SignaturesFixture.GitHub ? "ACTIVATED" : "PENDING_INTEGRATION"
        );
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task Refuses_a_changed_byte_under_a_partners_signature(string library)
    {
        var signer = Find(library);
        var id = NewId();
        var body = signer.Payload(id, "northwind", Note);
        var headers = await fixture.Libraries.SignAsync(library, signer.Secret, id, body);

        using var response = await PostAsync(
            signer.Partner,
            headers,
            body.Replace("northwind", "northwine", StringComparison.Ordinal)
        );

        await ShouldBeRefusedAsync(response, "signature_invalid");
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task Refuses_a_partners_signature_with_another_secret(string library)
    {
        var signer = Find(library);
        var id = NewId();
        var body = signer.Payload(id, "northwind", Note);
        var headers = await fixture.Libraries.SignAsync(
            library,
            $"whsec_{Convert.ToBase64String(Encoding.UTF8.GetBytes(new string('x', 32)))}",
            id,
            body
        );

        using var response = await PostAsync(signer.Partner, headers, body);

        await ShouldBeRefusedAsync(response, "signature_invalid");
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task The_partners_library_accepts_what_send_signs(string library)
    {
        var signer = Find(library);
        var shown = await fixture.Local.SendAndShowAsync(
            "--show",
            "--partner",
            signer.Partner,
            "--secret",
            signer.Secret,
            "--tenant",
            "northwind-2"
        );

        // The request is shown first: its line, its headers, an empty line, its body.
        var parts = shown.Output.Split("\n\n");
        var headers = parts[0]
            .Split('\n')[1..]
            .Select(line => line.Split(": ", 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);

        (await fixture.Libraries.VerifyAsync(library, signer.Secret, headers, parts[1])).ShouldBeTrue(shown.Output);
        (await fixture.Libraries.VerifyAsync(library, signer.Secret, headers, parts[1] + " ")).ShouldBeFalse();
    }

    private static Signer Find(string library) =>
        All.Single(signer => string.Equals(signer.Library, library, StringComparison.Ordinal));

    private static string NewId() => string.Create(CultureInfo.InvariantCulture, $"evt_{Guid.NewGuid():N}");

    private static async Task ShouldBeRefusedAsync(HttpResponseMessage response, string code)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, text);
        ((string?)JsonNode.Parse(text)!["code"]).ShouldBe(code);
    }

    private async Task<HttpResponseMessage> PostAsync(
        string partner,
        IReadOnlyDictionary<string, string> headers,
        string body
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/webhooks/{partner}/onboarding")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return await fixture.Local.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
