using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Azure.Data.Tables;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Operators;

namespace PleoFunctions.Integration.Tests.Ledger.TableStorage;

/// <summary>What the files of a table server hold of a customer that was erased. Azurite writes its file every 5 s.</summary>
public sealed partial class ErasedFilesTests : IAsyncLifetime
{
    private const string Table = "deliveries";

    private readonly TemporaryFolder _folder = new();
    private AzuriteServer _azurite = null!;

    public async ValueTask InitializeAsync() => _azurite = await AzuriteServer.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _azurite.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Hold_no_name_payload_metadata_company_or_delivery_id()
    {
        const string payload =
            """{"data":{"tenant":"northwind","note":"payload-marker","metadata":{"externalConfigurationId":"metadata-marker"}}}""";
        await new TableClient(_azurite.ConnectionString, Table).CreateAsync(TestContext.Current.CancellationToken);
        await using var scenario = new OperatorScenario((_azurite.ConnectionString, Table));
        (await scenario.SendAsync("msg_done", payload)).Status.ShouldBe(200);
        scenario.Pleo.Post = _ => Task.FromResult(ProgrammablePleo.Status(HttpStatusCode.BadRequest));
        (await scenario.SendAsync("msg_failed", payload)).Status.ShouldBe(422);
        var customer = (await scenario.Deliveries.ReadCustomerAsync("acme", "northwind")).Json();
        string[] personal =
        [
            "northwind",
            "payload-marker",
            "metadata-marker",
            customer.GetProperty("company").GetString()!,
            customer.GetProperty("installationId").GetString()!,
            "msg_done",
            "msg_failed",
        ];

        var before = await FilesWhenAsync(text => text.Contains("delivery.msg_failed", StringComparison.Ordinal));
        (await scenario.Deliveries.EraseCustomerAsync("acme", "northwind")).Status.ShouldBe(200);
        var after = await FilesWhenAsync(text =>
            text.Contains("HasErased", StringComparison.Ordinal)
            && !text.Contains("\"Erasing\":true", StringComparison.Ordinal)
        );

        foreach (var text in personal)
        {
            before.ShouldContain(text, Case.Insensitive);
            after.ShouldNotContain(text, Case.Insensitive);
        }

        (await scenario.SendAsync("msg_done", payload)).Status.ShouldBe(410);
    }

    /// <summary>All files as text, and what they hold in Base64, once the server has written what is expected.</summary>
    private async Task<string> FilesWhenAsync(Predicate<string> isWritten)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        string text;
        do
        {
            await pulse.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            text = Read();
        } while (!isWritten(text));

        return text;
    }

    private string Read()
    {
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(
                file,
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            using var reader = new StreamReader(stream);
            var content = reader.ReadToEnd();
            text.AppendLine(content);
            foreach (var value in TextPattern().EnumerateMatches(content))
            {
                var encoded = content.AsSpan(value.Index + 1, value.Length - 2);
                if (Base64.IsValid(encoded))
                {
                    text.AppendLine(Encoding.UTF8.GetString(Convert.FromBase64String(encoded.ToString())));
                }
            }
        }

        return text.ToString();
    }

    [GeneratedRegex("\"[A-Za-z0-9+/]{8,}=*\"", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TextPattern();
}
