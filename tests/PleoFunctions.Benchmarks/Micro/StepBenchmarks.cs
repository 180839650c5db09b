using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Telemetry;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Testing.Load;

namespace PleoFunctions.Benchmarks.Micro;

/// <summary>The steps between verification and answer.</summary>
public class StepBenchmarks : IDisposable
{
    private const string DeliveryId = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";

    private static readonly byte[] Reply = Encoding.UTF8.GetBytes(CannedPleo.Installation);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(2);

    private readonly MemoryStream _stream = new(SignedWebhooks.Body);
    private readonly ServiceProvider _services = MeasuredCore.Create();
    private readonly byte[] _answer = new byte[512];
    private readonly Partner _partner;
    private readonly OnboardingPayload _payload;
    private DeliveryLedger _ledger = null!;
    private int _number;

    public StepBenchmarks()
    {
        _partner = _services.Acme();
        _payload = PayloadReader.Read(_partner.Mapping, DeliveryId, SignedWebhooks.Body)
            is PayloadReading.Accepted accepted
            ? accepted.Payload
            : throw new InvalidOperationException("What is measured does not work.");
    }

    [IterationSetup(Target = nameof(ClaimAndComplete))]
    public void BeginLedger() =>
        (_ledger, _number) = (
            new DeliveryLedger(
                new InMemoryLedgerStore(TimeProvider.System, new InMemoryLedgerOptions()),
                _services.GetRequiredService<OnboardingMetrics>(),
                TimeProvider.System
            ),
            0
        );

    [Benchmark(Description = "read the body (1 KB)")]
    public async ValueTask<int> ReadBody()
    {
        _stream.Position = 0;
        var body = await WebhookBody.ReadAsync(_stream, SignedWebhooks.BodyLength, CancellationToken.None);
        return body.Bytes.Length;
    }

    [Benchmark(Description = "map the payload (1 KB)")]
    public int Map()
    {
        var reading = PayloadReader.Read(_partner.Mapping, DeliveryId, SignedWebhooks.Body);
        using var payload = ((PayloadReading.Accepted)reading).Payload;
        return payload.Metadata.Count;
    }

    [Benchmark(Description = "write Pleo's request")]
    public int WriteRequest() =>
        InstallationRequest.Write(_payload.DeliveryId, _payload.Status, _payload.Metadata).Length;

    [Benchmark(Description = "claim and complete (memory)", OperationsPerInvoke = Claims)]
    public async Task ClaimAndComplete()
    {
        for (var claims = 0; claims < Claims; claims++)
        {
            var tenant = (_number++).ToString(System.Globalization.CultureInfo.InvariantCulture);
            var claim = (ClaimResult.Granted)
                await _ledger.ClaimAsync(
                    new DeliveryKey("acme", tenant, DeliveryId),
                    new DeliveryRequest(SignedWebhooks.Body, occurredAt: null),
                    Lease,
                    Settling
                );
            await _ledger.CompleteAsync(claim, claim.Customer.With(claim.Delivery), _answer);
        }
    }

    [Benchmark(Description = "read and normalize Pleo's reply")]
    public int Normalize() =>
        InstallationDocument
            .Write(
                new DeliveryKey("acme", "northwind", DeliveryId),
                NormalizedInstallation.From(InstallationsReader.Read(Reply)![0])
            )
            .Length;

    [Benchmark(Description = "write a problem")]
    public int WriteProblem() =>
        Answers
            .Failure(
                new Problem(ProblemCode.InvalidPayload, "The payload has parts that are missing or not accepted.")
                {
                    Errors = [new PayloadError("/data/tenant", "is required")],
                },
                DeliveryId,
                "4bf92f3577b34da6a3ce929d0e0e4736"
            )
            .Body.Length;

    public void Dispose()
    {
        _payload.Dispose();
        _stream.Dispose();
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    private const int Claims = 1000;
}
