namespace PleoFunctions.Benchmarks.Load;

/// <summary>The result of a load run.</summary>
/// <param name="Requests">Requests that were answered.</param>
/// <param name="Failed">Answers other than 2xx, and broken connections.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Median">The median latency.</param>
/// <param name="P99">The latency that one in a hundred exceeds.</param>
internal sealed record LoadResult(long Requests, long Failed, TimeSpan Duration, TimeSpan Median, TimeSpan P99)
{
    public double PerSecond => Requests / Duration.TotalSeconds;
}
