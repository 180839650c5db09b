using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>
/// Composes a function app. Abstract only here: <see cref="FunctionsApplication"/> never
/// returns one, so there is nothing to implement.
/// </summary>
public abstract class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    internal FunctionsApplicationBuilder() { }

    /// <inheritdoc/>
    public abstract IDictionary<object, object> Properties { get; }

    /// <inheritdoc cref="IHostApplicationBuilder.Configuration"/>
    public abstract ConfigurationManager Configuration { get; }

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <inheritdoc/>
    public abstract IHostEnvironment Environment { get; }

    /// <inheritdoc/>
    public abstract ILoggingBuilder Logging { get; }

    /// <inheritdoc/>
    public abstract IMetricsBuilder Metrics { get; }

    /// <inheritdoc cref="IHostApplicationBuilder.Services"/>
    public abstract IServiceCollection Services { get; }

    /// <inheritdoc/>
    public abstract void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory,
        Action<TContainerBuilder>? configure = null
    )
        where TContainerBuilder : notnull;

    /// <inheritdoc/>
    public abstract IFunctionsWorkerApplicationBuilder Use(
        Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware
    );

    /// <summary>The app, ready to run; once per builder.</summary>
    public abstract IHost Build();
}
