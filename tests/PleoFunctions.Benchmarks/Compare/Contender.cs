using PleoFunctions.Benchmarks.Load;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Load;
using PleoFunctions.Testing.Reporting;

namespace PleoFunctions.Benchmarks.Compare;

/// <summary>One of the compared apps, with its results.</summary>
internal sealed class Contender(string name, string does, Uri address, ServerProcess process)
{
    private readonly List<LoadResult> _rounds = [];
    private readonly List<double> _processorTime = [];

    public string Name => name;

    /// <summary>Describes what it does with a webhook.</summary>
    public string Does => does;

    public IReadOnlyList<LoadResult> Rounds => _rounds;

    public double PerSecond => Median.Of(_rounds.Select(round => round.PerSecond));

    public double MedianLatency => Median.Of(_rounds.Select(round => round.Median.TotalMilliseconds));

    public double P99 => Median.Of(_rounds.Select(round => round.P99.TotalMilliseconds));

    /// <summary>Processor time per request, in microseconds.</summary>
    public double ProcessorTime => Median.Of(_processorTime);

    /// <summary>Webhooks per second in the last round.</summary>
    public double LastPerSecond { get; private set; }

    /// <summary><see cref="ProcessorTime"/> of the last round only.</summary>
    public double LastProcessorTime { get; private set; }

    /// <summary>Its working set after the last round, in MiB.</summary>
    public double Memory { get; private set; }

    /// <summary>Runs a round.</summary>
    /// <param name="wrk">The load.</param>
    /// <param name="count">How many webhooks may be needed.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="duration">For how long.</param>
    /// <param name="counts">Whether the round counts; otherwise it is a warm-up.</param>
    /// <param name="partners">How many partners send webhooks.</param>
    /// <exception cref="InvalidOperationException">A request failed, so the speed means nothing.</exception>
    public async Task<LoadResult> RunAsync(
        Wrk wrk,
        int count,
        int connections,
        TimeSpan duration,
        bool counts,
        int partners = 1
    )
    {
        using var webhooks = SignedWebhooks.Create(count, partners);
        process.Process.Refresh();
        var before = process.Process.TotalProcessorTime;
        var result = await wrk.RunAsync(address, webhooks, connections, duration);
        process.Process.Refresh();
        var took = process.Process.TotalProcessorTime - before;

        if (result.Failed > 0)
        {
            throw new InvalidOperationException($"{name} failed {result.Failed} of {result.Requests} requests.");
        }

        LastPerSecond = result.PerSecond;
        LastProcessorTime = took.TotalMicroseconds / result.Requests;
        if (counts)
        {
            _rounds.Add(result);
            _processorTime.Add(LastProcessorTime);
            Memory = process.Process.WorkingSet64 / 1024d / 1024d;
        }

        return result;
    }
}
