using BenchmarkDotNet.Attributes;
using PleoFunctions.Testing.Load;

namespace PleoFunctions.Benchmarks.Micro;

/// <summary>The whole job without a network: distinct deliveries, cached keys, and a prepared reply of Pleo.</summary>
public class HandlerBenchmarks : IDisposable
{
    private HandlerLoad _load = null!;

    [GlobalSetup]
    public async Task Start() => _load = await HandlerLoad.StartAsync();

    [IterationSetup]
    public void Begin() => _load.Prepare();

    [Benchmark(Description = "the whole handler", OperationsPerInvoke = HandlerLoad.Deliveries)]
    public Task<int> Handle() => _load.HandleAsync();

    [GlobalCleanup]
    public void Dispose()
    {
        _load.Dispose();
        GC.SuppressFinalize(this);
    }
}
