using PleoFunctions.Testing.Load;

namespace PleoFunctions.Onboarding.Tests.Performance;

/// <summary>The memory that a delivery allocates. The benchmarks measure time.</summary>
[Collection(nameof(WholeProcess))]
public sealed class CostTests
{
    // Last measured without optimization: 16.4 KB. One more copy of a body shows, and so does a payload that is not
    // released.
    private const double MostAllocated = 17_000;

    [Fact]
    public async Task A_delivery_allocates_no_more_than_its_limit()
    {
        using var load = await HandlerLoad.StartAsync();
        load.Prepare();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var handled = load.HandleAsync();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Without a network nothing waits, so everything ran on this thread.
        handled.IsCompletedSuccessfully.ShouldBeTrue();
        (await handled).ShouldBeGreaterThan(0);
        ((double)allocated / HandlerLoad.Deliveries).ShouldBeLessThan(MostAllocated);
    }
}
