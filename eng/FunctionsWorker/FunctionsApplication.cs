using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>The entry point of a function app. This declaration only reports that the worker is missing.</summary>
public class FunctionsApplication
{
    private const string Problem = """
        PLEO0002: this build of the function app cannot be started. The package feed it was restored from lacks the Azure Functions worker, so it was compiled against the declarations in eng/FunctionsWorker, which do nothing.
        Add a feed that has the packages of eng/FunctionsWorker.targets, run `dotnet restore --force` and build again. Without them, src/PleoFunctions.Local serves the same routes: dotnet run --project src/PleoFunctions.Local
        """;

    /// <summary>Says why the app cannot start, and ends the process with exit code 1.</summary>
    /// <exception cref="NotSupportedException">
    /// Another program called it, such as a test, which must not be ended.
    /// </exception>
    [DoesNotReturn]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        if (Assembly.GetEntryAssembly() == typeof(FunctionsApplication).Assembly)
        {
            Console.Error.WriteLine(Problem);
            Environment.Exit(1);
        }

        throw new NotSupportedException(Problem);
    }
}
