using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Integration.Tests.Operators;

/// <summary>Operators' tokens of an issuer that no one here wrote.</summary>
public sealed class OidcProviderTests(SignedInLocal fixture) : IClassFixture<SignedInLocal>
{
    private const string List = "/api/deliveries/acme";

    private OidcProvider Issuer => fixture.Issuer;

    [Fact]
    public async Task A_good_token_lets_in_and_the_audit_has_the_object_id()
    {
        await fixture.Local.SendAsync("--id", "msg_oidc");
        var token = await Issuer.GrantAsync();

        var replayed = await SendAsync(HttpMethod.Post, $"{List}/northwind/msg_oidc/replay", token);
        var customer = await SendAsync(HttpMethod.Get, "/api/customers/acme/northwind", token);

        replayed.Status.ShouldBe(200, replayed.Body);
        ((string?)JsonNode.Parse(customer.Body)!["audit"]![0]!["operator"]).ShouldBe("oid-of-operator");
        ShouldNotBePrinted(token);
    }

    [Fact]
    public async Task A_token_without_the_role_is_refused()
    {
        var token = await Issuer.GrantAsync("reader");

        (await SendAsync(HttpMethod.Get, List, token)).Status.ShouldBe(200);
        var erase = await SendAsync(HttpMethod.Delete, "/api/customers/acme/southwind", token);

        erase.Status.ShouldBe(403, erase.Body);
        erase.Body.ShouldContain("needs the role Customers.Erase");
        ShouldNotBePrinted(token);
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused()
    {
        var token = await Issuer.GrantAsync(audience: "another");

        await ShouldBeRefusedAsync(token, "is for another audience");
    }

    [Theory]
    [InlineData("expired", "has expired")]
    [InlineData("not-yet-valid", "is not valid yet")]
    [InlineData("other-issuer", "is from another issuer")]
    [InlineData("wrong-key", "is not signed by the issuer")]
    [InlineData("none", "is signed with an algorithm that is not allowed")]
    [InlineData("hmac", "is signed with an algorithm that is not allowed")]
    public async Task A_token_that_the_issuer_would_not_issue_is_refused(string kind, string fault) =>
        await ShouldBeRefusedAsync(await Issuer.ForgeAsync(kind), fault);

    [Fact]
    public async Task A_new_key_is_found_with_its_first_token_and_counts_while_the_issuer_is_down()
    {
        var old = await Issuer.GrantAsync();
        (await SendAsync(HttpMethod.Get, List, old)).Status.ShouldBe(200);
        await Issuer.RotateAsync();
        var token = await Issuer.GrantAsync();

        (await SendAsync(HttpMethod.Get, List, token)).Status.ShouldBe(200);
        await ShouldBeRefusedAsync(old, "is not signed by the issuer");
        await Issuer.SetDownAsync(true);
        try
        {
            (await SendAsync(HttpMethod.Get, List, token)).Status.ShouldBe(200);
            await using var started = new OperatorScenario(
                settings: [("Operators:Authority", Issuer.Address), ("Operators:Audience", OidcProvider.Audience)]
            );
            var answer = await started.Deliveries.ListAsync(new(null, $"Bearer {token}"), "acme", "");
            answer.Status.ShouldBe(503);
            (await started.Deliveries.ListAsync("acme", "")).Status.ShouldBe(200, "by the admin key");
        }
        finally
        {
            await Issuer.SetDownAsync(false);
        }
    }

    [Fact]
    public async Task The_command_line_signs_in_with_the_developers_Azure_sign_in()
    {
        var token = await Issuer.GrantAsync("reader");
        using var azure = new FakeAzureCli(token);

        var listed = await RunAsync(azure, "--audience", OidcProvider.Audience);
        var without = await RunAsync(azure);
        using var signedOut = new FakeAzureCli(token: null);
        var refused = await RunAsync(signedOut, "--audience", OidcProvider.Audience);

        listed.ExitCode.ShouldBe(0, listed.Error);
        azure.Asked.ShouldContain($"--resource {OidcProvider.Audience}");
        without.ExitCode.ShouldBe(2);
        without.Error.ShouldContain("set PLEOFUNCTIONS_AUDIENCE or --audience");
        refused.ExitCode.ShouldBe(2);
        refused.Error.ShouldContain("Azure gave no token for pleofunctions. Sign in with 'az login'");
        foreach (var outcome in (LocalOutcome[])[listed, without, refused])
        {
            $"{outcome.Output}{outcome.Error}".ShouldNotContain(token);
        }
    }

    private Task<LocalOutcome> RunAsync(FakeAzureCli azure, params string[] arguments) =>
        LocalProcess.RunToEndAsync(
            [("PATH", $"{azure.Folder}:{Environment.GetEnvironmentVariable("PATH")}")],
            ["deliveries", "list", "--url", fixture.Local.Address.AbsoluteUri, .. arguments]
        );

    private async Task ShouldBeRefusedAsync(string token, string fault)
    {
        var answer = await SendAsync(HttpMethod.Get, List, token);

        answer.Status.ShouldBe(401, answer.Body);
        answer.Body.ShouldContain($"The access token {fault}.");
        await fixture.Local.WhenPrintedAsync($"sent an access token that {fault}");
        ShouldNotBePrinted(token);
    }

    private void ShouldNotBePrinted(string token)
    {
        foreach (var part in token.Split('.').Where(part => part.Length > 0))
        {
            fixture.Local.Output.ShouldNotContain(part);
        }
    }

    private async Task<(int Status, string Body)> SendAsync(HttpMethod method, string path, string token)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await fixture.Local.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return (
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
    }

    /// <summary>A program <c>az</c> that gives this token, or says that no one is signed in.</summary>
    private sealed class FakeAzureCli : IDisposable
    {
        public FakeAzureCli(string? token)
        {
            var expires = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds();
            var answer = token is null
                ? "echo \"Please run 'az login' to setup account.\" >&2; exit 1"
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $$"""echo '{"accessToken":"{{token}}","expires_on":{{expires}}}'"""
                );
            var program = Path.Combine(Folder, "az");
            File.WriteAllText(program, $"#!/bin/sh\necho \"$@\" >> {Folder}/asked\n{answer}\n");
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("az").FullName;

        public string Asked => File.ReadAllText(Path.Combine(Folder, "asked"));

        public void Dispose() => Directory.Delete(Folder, recursive: true);
    }
}
