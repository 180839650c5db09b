using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using PleoFunctions.Testing.Ledger;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>Loses the request or the response of a write to the table service. Reads and the index are left alone.</summary>
internal sealed class LostCalls : HttpPipelinePolicy
{
    private WriteLoss? _loss;

    /// <summary>Loses something of the next write.</summary>
    public void Lose(WriteLoss loss) => _loss = loss;

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var loss = _loss;
        if (loss is null || !IsWrite(message.Request))
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        if (loss is not WriteLoss.Request)
        {
            await ProcessNextAsync(message, pipeline);
            if (IsRefused(message.Response))
            {
                // A claim guesses before it reads. The loss is for the write that happens.
                return;
            }
        }

        _loss = null;
        if (loss is not WriteLoss.ResponseThenRepeated)
        {
            throw new RequestFailedException(503, "The connection broke.");
        }

        await ProcessNextAsync(message, pipeline);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        ProcessNext(message, pipeline);

    /// <summary>A transaction, or the row of a company.</summary>
    private static bool IsWrite(Request request)
    {
        var path = request.Uri.ToUri().AbsolutePath;
        return path.EndsWith("$batch", StringComparison.Ordinal)
            || (request.Method == RequestMethod.Delete && path.Contains("company", StringComparison.Ordinal))
            || (request.Method == RequestMethod.Post && IsOfCompany(request.Content!));
    }

    /// <summary>The answer to a transaction is 202, with the statuses of its operations in the body.</summary>
    private static bool IsRefused(Response response) =>
        response.IsError || response.Content.ToString().Contains("HTTP/1.1 4", StringComparison.Ordinal);

    private static bool IsOfCompany(RequestContent content)
    {
        using var body = new MemoryStream();
        content.WriteTo(body, CancellationToken.None);
        return BinaryData.FromBytes(body.ToArray()).ToString().Contains("\"company\"", StringComparison.Ordinal);
    }
}
