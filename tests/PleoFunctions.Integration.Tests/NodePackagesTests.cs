using System.Text.Json.Nodes;
using PleoFunctions.Integration.Tests.Processes;

namespace PleoFunctions.Integration.Tests;

/// <summary>The npm packages are the same from any registry.</summary>
public sealed class NodePackagesTests
{
    [Fact]
    public void The_lock_file_pins_every_package_by_hash_and_names_no_registry()
    {
        var packages = Read("package-lock.json")["packages"]!
            .AsObject()
            .Where(package => package.Key.Length > 0)
            .Select(package => package.Value!)
            .ToList();

        packages.ShouldNotBeEmpty();
        packages.ShouldAllBe(package => package["integrity"] != null);
        packages.ShouldAllBe(package => package["resolved"] == null);
    }

    [Fact]
    public void Each_package_is_required_by_exact_version() =>
        Read("package.json")["dependencies"]!
            .AsObject()
            .Select(package => (string)package.Value!)
            .ShouldAllBe(version => version.All(character => char.IsAsciiDigit(character) || character == '.'));

    private static JsonNode Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(SignerPackages.Folder, file)))!;
}
