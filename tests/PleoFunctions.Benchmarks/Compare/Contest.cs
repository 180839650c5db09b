using System.Globalization;
using PleoFunctions.Benchmarks.Servers;
using PleoFunctions.Testing;
using PleoFunctions.Testing.Load;

namespace PleoFunctions.Benchmarks.Compare;

/// <summary>Local and its alternatives, all in front of the same stub.</summary>
internal sealed class Contest : IAsyncDisposable
{
    public const string Local = "PleoFunctions.Local";
    public const string WithConsole = "… with its console";
    public const string Yarp = "YARP";
    public const string Node = "Node, Fastify";
    public const string Minimal = "minimal API";
    public const string Nginx = "nginx";

    private readonly List<IAsyncDisposable> _started = [];
    private readonly List<Contender> _contenders = [];

    private Contest() { }

    public IReadOnlyList<Contender> Contenders => _contenders;

    public Contender this[string name] => _contenders.Single(one => one.Name.Equals(name, StringComparison.Ordinal));

    public static async Task<Contest> StartAsync()
    {
        var local = await PublishedApp.PublishAsync("src/PleoFunctions.Local");
        var yarp = await PublishedApp.PublishAsync("tests/Baselines/YarpForwarding");
        var minimal = await PublishedApp.PublishAsync("tests/Baselines/MinimalApi");
        var node = Path.Combine(Repository.Root, "tests", "Baselines", "fastify");
        await NodePackages.InstallAsync(node);

        var contest = new Contest();
        try
        {
            await contest.StartAsync(local, yarp, minimal, node);
            return contest;
        }
        catch
        {
            await contest.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes all other contenders.</summary>
    /// <exception cref="ArgumentException">No contender has that name.</exception>
    public void Keep(string name)
    {
        var names = string.Join(", ", _contenders.Select(one => one.Name));
        _contenders.RemoveAll(one => !one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (_contenders.Count == 0)
        {
            throw new ArgumentException($"There is no {name} among {names}.", nameof(name));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_started))
        {
            await one.DisposeAsync();
        }
    }

    private async Task StartAsync(string local, string yarp, string minimal, string node)
    {
        var stub = Keep(await NginxServer.StartStubAsync());

        var port = FreePort.Find();
        var nginx = Keep(await NginxServer.StartForwardingAsync(stub.Address, port));
        _contenders.Add(new Contender(Nginx, "forwards, looks at nothing", nginx.Address, nginx.Process));

        await AddAsync(Yarp, "forwards, looks at nothing", yarp, Urls, _ => [("Pleo", stub.Address.AbsoluteUri)]);
        await AddAsync(
            Local,
            "all of it, as the function app does",
            local,
            address => ["--no-console", .. Urls(address)],
            _ => LocalSettings.For(stub.Address)
        );
        await AddAsync(
            WithConsole,
            "all of it, and shows each step",
            local,
            Urls,
            _ => LocalSettings.For(stub.Address)
        );
        await AddAsync(
            Minimal,
            "verifies, reads keys for each request, no ledger",
            minimal,
            Urls,
            _ => [("Pleo", stub.Address.AbsoluteUri), ("Vault", stub.Address.AbsoluteUri)]
        );
        await AddAsync(
            Node,
            "verifies, no vault, no ledger",
            "node",
            _ => [Path.Combine(node, "server.js")],
            address =>
                [
                    ("PORT", address.Port.ToString(CultureInfo.InvariantCulture)),
                    ("PLEO", stub.Address.AbsoluteUri),
                    ("SIGNING_SECRET", SignedWebhooks.Secret),
                    ("API_KEY", LocalSettings.ApiKey),
                    ("NODE_ENV", "production"),
                ]
        );
    }

    private static string[] Urls(Uri address) => ["--urls", address.AbsoluteUri];

    private async Task AddAsync(
        string name,
        string does,
        string program,
        Func<Uri, string[]> arguments,
        Func<Uri, IEnumerable<(string Name, string? Value)>> environment
    )
    {
        var address = FreePort.FindAddress();
        var process = Keep(
            await ServerProcess.StartAsync(
                program,
                arguments(address),
                environment(address).Select(one => KeyValuePair.Create(one.Name, one.Value)),
                address
            )
        );
        _contenders.Add(new Contender(name, does, address, process));
    }

    private T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }
}
