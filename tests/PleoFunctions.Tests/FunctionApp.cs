using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using PleoFunctions.Functions;
using PleoFunctions.Onboarding;

namespace PleoFunctions.Tests;

/// <summary>The app as <c>Program.cs</c> composes it; its functions are called as the worker calls them.</summary>
internal sealed class FunctionApp : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="settings">Settings by their names in the environment.</param>
    /// <param name="replace">Services that replace the composition's own.</param>
    public FunctionApp(IEnumerable<KeyValuePair<string, string?>> settings, Action<IServiceCollection>? replace = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting =>
                    KeyValuePair.Create(
                        setting.Key.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal),
                        setting.Value
                    )
                )
            )
            .Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddFakeLogging());
        services.AddOnboarding(configuration);
        replace?.Invoke(services);

        _services = services.BuildServiceProvider(validateScopes: true);
        _services.GetRequiredService<IStartupValidator>().Validate();
    }

    /// <summary>What was logged.</summary>
    public IReadOnlyList<FakeLogRecord> Logs => _services.GetFakeLogCollector().GetSnapshot();

    public Task<HttpResponseData> OnboardAsync(HttpRequestData request, string partner = "acme") =>
        Create<OnboardingFunction>().RunAsync(request, partner);

    public Task<HttpResponseData> ReadinessAsync(HttpRequestData request) =>
        Create<ReadinessFunction>().RunAsync(request);

    public Task<HttpResponseData> ListAsync(HttpRequestData request, string partner = "acme") =>
        Create<ListDeliveriesFunction>().RunAsync(request, partner);

    public Task<HttpResponseData> ReadAsync(HttpRequestData request, string deliveryId) =>
        Create<ReadDeliveryFunction>().RunAsync(request, "acme", "northwind", deliveryId);

    public Task<HttpResponseData> ReplayAsync(HttpRequestData request, string deliveryId) =>
        Create<ReplayDeliveryFunction>().RunAsync(request, "acme", "northwind", deliveryId);

    public Task<HttpResponseData> ReadCustomerAsync(HttpRequestData request, string tenant) =>
        Create<ReadCustomerFunction>().RunAsync(request, "acme", tenant);

    public Task<HttpResponseData> EraseCustomerAsync(HttpRequestData request, string tenant) =>
        Create<EraseCustomerFunction>().RunAsync(request, "acme", tenant);

    public Task RecoverAsync(FunctionContext context) => Create<RecoverFunction>().RunAsync(context);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private T Create<T>() => ActivatorUtilities.CreateInstance<T>(_services);
}
