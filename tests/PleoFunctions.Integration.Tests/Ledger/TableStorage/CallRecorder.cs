using System.Collections.Concurrent;
using System.Text;
using Azure.Core;
using Azure.Core.Pipeline;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>Records each call to the table service.</summary>
internal sealed class CallRecorder : HttpPipelineSynchronousPolicy
{
    private const string Index = ".open.";

    private readonly ConcurrentQueue<string> _calls = new();
    private readonly ConcurrentQueue<string> _indexCalls = new();

    /// <summary>Method and address of each call, in order, without the calls to the index of open work.</summary>
    public IReadOnlyCollection<string> Calls => _calls;

    /// <summary>Method and address of each call to the index of open work, in order.</summary>
    public IReadOnlyCollection<string> IndexCalls => _indexCalls;

    public void Forget()
    {
        _calls.Clear();
        _indexCalls.Clear();
    }

    public override void OnSendingRequest(HttpMessage message)
    {
        var call = $"{message.Request.Method} {Uri.UnescapeDataString(message.Request.Uri.ToUri().PathAndQuery)}";
        (IsAboutIndex(call, message.Request.Content) ? _indexCalls : _calls).Enqueue(call);
    }

    private static bool IsAboutIndex(string call, RequestContent? content)
    {
        if (call.Contains(Index, StringComparison.Ordinal))
        {
            return true;
        }

        if (content is null || call.EndsWith("$batch", StringComparison.Ordinal))
        {
            return false;
        }

        using var bytes = new MemoryStream();
        content.WriteTo(bytes, CancellationToken.None);
        return Encoding.UTF8.GetString(bytes.ToArray()).Contains(Index, StringComparison.Ordinal);
    }
}
