using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PleoFunctions.Local.Hosting;

namespace PleoFunctions.Local.Commands;

/// <summary>Serves until Ctrl-C. Local does this when no command is given.</summary>
internal static class ServeCommand
{
    public static async Task<int> RunAsync(string urls, bool withConsole, CancellationToken cancellationToken)
    {
        if (!urls.Split(';').All(LocalAddress.CanBeListenedOn))
        {
            throw new UserErrorException(
                $"--urls is '{urls}'; expected an http address, such as {LocalAddress.Default}."
            );
        }

        await using var app = LocalApp.Create(urls, withConsole);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or UnauthorizedAccessException)
        {
            // Kestrel's own message names a port that is in use; the other errors do not name the address.
            var reason = e is IOException ? e.Message : $"--urls '{urls}' cannot be listened on: {e.Message}.";
            throw new UserErrorException($"{reason} Choose another with --urls http://localhost:<port>.");
        }

        var server = app.Services.GetRequiredService<IServer>();
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Console.Out.WriteLineAsync(app.Services.GetRequiredService<Welcome>().For(address, withConsole));
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
