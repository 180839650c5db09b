using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Webhooks;

namespace PleoFunctions.Testing.Load;

/// <summary>The whole job without a network: distinct deliveries, cached keys, and a prepared reply of Pleo.</summary>
internal sealed class HandlerLoad : IDisposable
{
    /// <summary>How many deliveries one run handles.</summary>
    public const int Deliveries = 4096;

    private readonly InboundWebhook[] _webhooks = new InboundWebhook[Deliveries];
    private readonly ServiceProvider _services = MeasuredCore.Create();
    private readonly OnboardingHandler _handler;

    private HandlerLoad() => _handler = _services.GetRequiredService<OnboardingHandler>();

    /// <summary>Composes the core and fills its ledger, which is full most of the time.</summary>
    public static async Task<HandlerLoad> StartAsync()
    {
        var load = new HandlerLoad();
        for (var handled = 0; handled < new InMemoryLedgerOptions().KeptCustomers; handled++)
        {
            var answer = await load._handler.HandleAsync(Sign());
            if (answer.Status != 200)
            {
                throw new InvalidOperationException($"What is measured does not work: {answer.Status}.");
            }
        }

        return load;
    }

    /// <summary>Signs webhooks that the ledger does not know.</summary>
    public void Prepare()
    {
        for (var number = 0; number < Deliveries; number++)
        {
            _webhooks[number] = Sign();
        }
    }

    /// <summary>Handles the prepared webhooks.</summary>
    /// <returns>The length of all answers, in bytes.</returns>
    public async Task<int> HandleAsync()
    {
        var length = 0;
        foreach (var webhook in _webhooks)
        {
            length += (await _handler.HandleAsync(webhook)).Body.Length;
        }

        return length;
    }

    public void Dispose() => _services.Dispose();

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
