using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>Records each call to the table service.</summary>
internal sealed class CallRecorder : HttpPipelineSynchronousPolicy
{
    private readonly ConcurrentQueue<string> _calls = new();

    /// <summary>Method and address of each call, in order.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    public void Forget() => _calls.Clear();

    public override void OnSendingRequest(HttpMessage message) =>
        _calls.Enqueue($"{message.Request.Method} {Uri.UnescapeDataString(message.Request.Uri.ToUri().PathAndQuery)}");
}
