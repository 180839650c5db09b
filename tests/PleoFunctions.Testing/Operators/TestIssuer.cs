using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PleoFunctions.Testing.Operators;

/// <summary>An issuer of operators' tokens at a socket, with keys made in the test.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    public const string Audience = "pleofunctions";
    public const string ObjectId = "6f1b7c1e-2b0a-4b7e-9f5e-0d9f3c1f7a11";

    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    private readonly WebApplication _app;

    private TestIssuer(WebApplication app) => _app = app;

    public string Authority => _app.Urls.Single();

    /// <summary>The settings that name it.</summary>
    public (string Name, string Value)[] Settings =>
        [("Operators:Authority", Authority), ("Operators:Audience", Audience)];

    /// <summary>The key that it signs with.</summary>
    public ECDsaSecurityKey Key { get; private set; } = CreateKey("key-1");

    /// <summary>How many times its metadata was read.</summary>
    public int Reads { get; private set; }

    /// <summary>It answers 503.</summary>
    public bool IsDown { get; set; }

    public static async Task<TestIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var issuer = new TestIssuer(app);
        app.Run(issuer.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return issuer;
    }

    public static ECDsaSecurityKey CreateKey(string id) =>
        new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = id };

    /// <summary>Signs with a new key from now on, and shows only that one.</summary>
    public void Rotate(string id) => Key = CreateKey(id);

    /// <summary>A token for an operator, valid for an hour.</summary>
    /// <param name="now">The time.</param>
    /// <param name="roles">The operator's roles.</param>
    /// <param name="change">Changes it before it is signed.</param>
    public string Sign(DateTimeOffset now, string[] roles, Action<SecurityTokenDescriptor>? change = null)
    {
        var token = new SecurityTokenDescriptor
        {
            Issuer = Authority,
            Audience = Audience,
            NotBefore = now.UtcDateTime,
            Expires = now.UtcDateTime.AddHours(1),
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = "subject",
                ["oid"] = ObjectId,
                ["roles"] = roles,
            },
            SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
        };
        change?.Invoke(token);
        return Writer.CreateToken(token);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        if (IsDown)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "application/json";
        if (context.Request.Path == "/jwks")
        {
            var point = Key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
            return context.Response.WriteAsync(
                $$"""{"keys":[{"kty":"EC","crv":"P-256","use":"sig","kid":"{{Key.KeyId}}","x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(point.Y)}}"}]}"""
            );
        }

        Reads++;
        return context.Response.WriteAsync($$"""{"issuer":"{{Authority}}","jwks_uri":"{{Authority}}/jwks"}""");
    }
}
