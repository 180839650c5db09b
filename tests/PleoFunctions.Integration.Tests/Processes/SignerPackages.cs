using PleoFunctions.Testing;

namespace PleoFunctions.Integration.Tests.Processes;

/// <summary>The npm packages of the folder <c>node</c>: libraries that sign webhooks, and Prism.</summary>
internal static class SignerPackages
{
    /// <summary>The folder, which may not have the packages yet.</summary>
    public static string Folder { get; } =
        Path.Combine(Repository.Root, "tests", "PleoFunctions.Integration.Tests", "node");

    /// <summary>The folder, after the packages are installed.</summary>
    public static async Task<string> InstalledAsync()
    {
        await NodePackages.InstallAsync(Folder);
        return Folder;
    }
}
