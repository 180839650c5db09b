using PleoFunctions.Benchmarks.Micro;

namespace PleoFunctions.EndToEnd.Tests.Performance;

/// <summary>What a delivery costs where it can be counted; what can only be timed is left to the benchmarks.</summary>
public sealed class CostTests
{
    // 10.5 KB when it was last looked at, without optimization (7.5 KB with it). A body that is copied once more shows, and
    // so does a payload that is not let go of.
    private const double MostAllocated = 11_000;

    [Fact]
    public async Task A_delivery_allocates_no_more_than_it_has_to()
    {
        var benchmark = new HandlerBenchmarks();
        benchmark.Start();
        benchmark.Begin();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var handled = benchmark.Handle();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Nothing waits with the network cut off, so that it all ran on this thread.
        handled.IsCompletedSuccessfully.ShouldBeTrue();
        (await handled).ShouldBeGreaterThan(0);
        benchmark.End();
        ((double)allocated / HandlerBenchmarks.Deliveries).ShouldBeLessThan(MostAllocated);
    }
}
