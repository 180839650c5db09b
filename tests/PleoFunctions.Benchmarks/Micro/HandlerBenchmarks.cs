using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Benchmarks.Load;
using PleoFunctions.Onboarding;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Benchmarks.Micro;

/// <summary>The whole job with the network cut off: distinct deliveries, keys at hand, a canned reply of Pleo's.</summary>
public class HandlerBenchmarks
{
    /// <summary>How many deliveries one run handles.</summary>
    public const int Deliveries = 4096;

    private readonly InboundWebhook[] _webhooks = new InboundWebhook[Deliveries];
    private ServiceProvider _services = null!;
    private OnboardingHandler _handler = null!;

    /// <summary>A ledger that holds all that it keeps, as it does for most of its life.</summary>
    [GlobalSetup]
    public void Start()
    {
        _services = Composition.Create();
        _handler = _services.GetRequiredService<OnboardingHandler>();
        for (var handled = 0; handled < new InMemoryLedgerOptions().KeptWhenDone; handled++)
        {
            var answer = _handler.HandleAsync(Sign()).GetAwaiter().GetResult();
            if (answer.Status != 200)
            {
                throw new InvalidOperationException($"What is measured does not work: {answer.Status}.");
            }
        }
    }

    /// <summary>Webhooks that the ledger does not know.</summary>
    [IterationSetup]
    public void Begin()
    {
        for (var number = 0; number < Deliveries; number++)
        {
            _webhooks[number] = Sign();
        }
    }

    [Benchmark(Description = "the whole handler", OperationsPerInvoke = Deliveries)]
    public async Task<int> Handle()
    {
        var length = 0;
        foreach (var webhook in _webhooks)
        {
            length += (await _handler.HandleAsync(webhook)).Body.Length;
        }

        return length;
    }

    [GlobalCleanup]
    public void End() => _services.Dispose();

    private static InboundWebhook Sign()
    {
        var headers = new WebhookHeaders().Add("Content-Type", "application/json");
        foreach (var (name, value) in SignedWebhooks.SignOne())
        {
            headers.Add(name, value);
        }

        return new InboundWebhook
        {
            Partner = "acme",
            Headers = headers,
            Body = new WebhookBody(SignedWebhooks.Body),
            ReceivedAt = TimeProvider.System.GetUtcNow(),
        };
    }
}
