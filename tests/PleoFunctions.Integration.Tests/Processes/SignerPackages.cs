using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>The npm packages of the folder <c>node</c>: libraries that sign webhooks, and Prism.</summary>
internal static class SignerPackages
{
    /// <summary>The folder, whether or not the packages are there yet.</summary>
    public static string Folder { get; } =
        Path.Combine(Repository.Root, "tests", "PleoFunctions.Integration.Tests", "node");

    /// <summary>The folder with the packages, once they are there.</summary>
    public static async Task<string> InstalledAsync()
    {
        await NodePackages.InstallAsync(Folder);
        return Folder;
    }
}
