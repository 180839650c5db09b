using PleoFunctions.Local.Simulation;

namespace PleoFunctions.Local.Hosting;

/// <summary>Which simulated parts Local uses, because no setting names a real one.</summary>
/// <param name="EmbeddedVault">Keys come from the vault inside this process.</param>
/// <param name="SimulatedPleo">Calls to Pleo go to the simulation in this process.</param>
/// <param name="InMemoryLedger">The ledger is in memory and ends with the process.</param>
internal sealed record LocalFallbacks(bool EmbeddedVault, bool SimulatedPleo, bool InMemoryLedger)
{
    /// <summary>The partner that exists when no setting names one.</summary>
    public const string Partner = "acme";

    /// <summary>Adds the settings that are missing, so that the app can start.</summary>
    public static LocalFallbacks Apply(IConfigurationManager configuration)
    {
        var fallbacks = new LocalFallbacks(
            EmbeddedVault: configuration["KeyVault:Uri"] is null,
            SimulatedPleo: configuration["Pleo:Environment"] is null && configuration["Pleo:BaseAddress"] is null,
            InMemoryLedger: configuration["Deliveries:TableServiceUri"] is null
                && configuration["Deliveries:ConnectionString"] is null
        );

        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        Default("AZURE_FUNCTIONS_ENVIRONMENT", "Development", configuration["AZURE_FUNCTIONS_ENVIRONMENT"] is null);
        Default(
            $"Partners:{Partner}:Signature:Scheme",
            "standard-webhooks",
            !configuration.GetSection("Partners").Exists()
        );
        Default("KeyVault:Uri", VaultHandler.Address.AbsoluteUri, fallbacks.EmbeddedVault);
        Default("Pleo:BaseAddress", "http://localhost/simulated/pleo/", fallbacks.SimulatedPleo);
        configuration.AddInMemoryCollection(settings);
        return fallbacks;

        void Default(string setting, string value, bool applies)
        {
            if (applies)
            {
                settings[setting] = value;
            }
        }
    }
}
