using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PleoFunctions.Local.Hosting;

namespace PleoFunctions.Local.Commands;

/// <summary>Serves until Ctrl-C.</summary>
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
            // Of a port that is taken the server says itself which one it is.
            var what = e is IOException ? e.Message : $"--urls '{urls}' cannot be listened on: {e.Message}.";
            throw new UserErrorException($"{what} Listen elsewhere with --urls http://localhost:<port>.");
        }

        var server = app.Services.GetRequiredService<IServer>();
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await Console.Out.WriteLineAsync(app.Services.GetRequiredService<Welcome>().For(address, withConsole));
        await app.WaitForShutdownAsync(cancellationToken);
        return 0;
    }
}
