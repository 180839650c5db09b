using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using PleoFunctions.Onboarding.Installations;
using PleoFunctions.Onboarding.Ledger;
using PleoFunctions.Onboarding.Ledger.InMemory;
using PleoFunctions.Onboarding.Partners;
using PleoFunctions.Onboarding.Pleo;
using PleoFunctions.Onboarding.Responses;
using PleoFunctions.Onboarding.Webhooks;
using PleoFunctions.Testing.Load;

namespace PleoFunctions.Benchmarks.Micro;

/// <summary>The steps between verification and answer.</summary>
public class StepBenchmarks : IDisposable
{
    private const string DeliveryId = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";

    private static readonly byte[] Reply = Encoding.UTF8.GetBytes(CannedPleo.Installation);
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    private readonly MemoryStream _stream = new(SignedWebhooks.Body);
    private readonly ServiceProvider _services = MeasuredCore.Create();
    private readonly byte[] _answer = new byte[512];
    private readonly Partner _partner;
    private readonly OnboardingPayload _payload;
    private InMemoryDeliveryLedger _ledger = null!;
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
        (_ledger, _number) = (new InMemoryDeliveryLedger(TimeProvider.System, new InMemoryLedgerOptions()), 0);

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
            var key = new DeliveryKey("acme", (_number++).ToString(System.Globalization.CultureInfo.InvariantCulture));
            var claim = await _ledger.ClaimAsync(key, new DeliveryRequest("northwind", SignedWebhooks.Body), Lease);
            await _ledger.CompleteAsync((ClaimResult.Granted)claim, _answer);
        }
    }

    [Benchmark(Description = "read and normalize Pleo's reply")]
    public int Normalize() =>
        new InstallationDocument
        {
            DeliveryId = DeliveryId,
            Partner = "acme",
            Tenant = "northwind",
            Installation = NormalizedInstallation.From(InstallationsReader.Read(Reply)![0]),
        }
            .Write()
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
