using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Integration.Tests.Processes;
using PleoFunctions.Onboarding;
using PleoFunctions.Onboarding.Pleo;

namespace PleoFunctions.Integration.Tests.Pleo;

/// <summary>
/// A simulated Pleo; in front of it Prism, once with the strict description and once with a relaxed one; and in front of
/// each a Local that calls it as its Pleo.
/// </summary>
public sealed class PleoFixture : IAsyncLifetime
{
    private const string Letter = """
            MetadataValue:
              type: object
        """;

    private const string Relaxed = """
            MetadataValue: {}
        """;

    private readonly string _relaxedDescription = Path.Combine(
        Path.GetTempPath(),
        $"pleo-relaxed-{Guid.NewGuid():N}.openapi.yaml"
    );

    private LocalProcess? _pleo;
    private CheckedLocal? _strict;
    private CheckedLocal? _relaxed;

    internal CheckedLocal ToTheLetter => _strict!;

    internal CheckedLocal WithAnyMetadata => _relaxed!;

    public async ValueTask InitializeAsync()
    {
        var description = Path.Combine(AppContext.BaseDirectory, "pleo.openapi.yaml");
        var text = await File.ReadAllTextAsync(description, TestContext.Current.CancellationToken);
        text.ShouldContain(Letter);
        await File.WriteAllTextAsync(
            _relaxedDescription,
            text.Replace(Letter, Relaxed, StringComparison.Ordinal),
            TestContext.Current.CancellationToken
        );

        _pleo = await LocalProcess.StartAsync();
        var address = new Uri(_pleo.Address, "/simulated/pleo/");
        _strict = await CheckedLocal.StartAsync(address, description);
        _relaxed = await CheckedLocal.StartAsync(address, _relaxedDescription);
    }

    /// <summary>The installation that the simulated Pleo has for a key.</summary>
    internal async Task<string> InstallationOfAsync(string apiKey)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/simulated/pleo/v1/installations/me");
        request.Headers.Authorization = new("Bearer", apiKey);
        using var response = await _pleo!.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Asks through Prism which company a key belongs to, as the app does.</summary>
    internal async Task<PleoReply> IntrospectAsync(string apiKey, ApiKeyScheme scheme)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["AZURE_FUNCTIONS_ENVIRONMENT"] = "Development",
            ["Pleo:BaseAddress"] = _strict!.Prism.Address,
            ["Partners:acme:Signature:Scheme"] = "standard-webhooks",
        };
        await using var app = new ServiceCollection()
            .AddLogging()
            .AddOnboarding(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        return await app.GetRequiredService<PleoClient>()
            .IntrospectAsync(ApiKey.From(apiKey, scheme)!, TimeSpan.FromSeconds(12));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in (IAsyncDisposable?[])[_strict, _relaxed, _pleo])
        {
            await (one?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        File.Delete(_relaxedDescription);
    }
}
