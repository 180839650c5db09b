using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.OpenApi;

/// <summary>A Pleo that answers with the status in the tenant's name: 429 to <c>northwind-429</c>. It knows whose each key is.</summary>
internal sealed class PleoStub : IAsyncDisposable
{
    private readonly WebApplication _app;

    private PleoStub(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single() + "/";

    public static async Task<PleoStub> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            var key = KeyIntrospection.KeyOf(
                AuthenticationHeaderValue.Parse(context.Request.Headers.Authorization.ToString())
            );
            if (context.Request.Path.Equals(KeyIntrospection.Path, StringComparison.Ordinal))
            {
                return context.Response.WriteAsync(KeyIntrospection.Write(KeyIntrospection.CompanyOf(key)));
            }

            context.Response.StatusCode = int.Parse(key[(key.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture);
            context.Response.Headers.RetryAfter = "3600";
            return Task.CompletedTask;
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new PleoStub(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
