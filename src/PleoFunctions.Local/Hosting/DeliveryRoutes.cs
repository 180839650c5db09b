using PleoFunctions.Onboarding.Operators;
using PleoFunctions.Onboarding.Responses;

namespace PleoFunctions.Local.Hosting;

/// <summary>The function app's routes for operators, on Kestrel. In Local they need no key.</summary>
internal static class DeliveryRoutes
{
    public static void MapDeliveries(this WebApplication app)
    {
        // Before the console records the request, as Azure checks the key before the app sees it.
        app.Use(next => context => IsChangeFromAnotherSite(context.Request) ? RefuseAsync(context) : next(context));
        Map(
            HttpMethods.Get,
            "/api/deliveries/{partner}",
            static (deliveries, request) => deliveries.ListAsync(PartnerOf(request), request.QueryString.Value ?? "")
        );
        Map(
            HttpMethods.Get,
            "/api/deliveries/{partner}/{tenant}/{deliveryId}",
            static (deliveries, request) =>
                deliveries.ReadAsync(PartnerOf(request), TenantOf(request), DeliveryOf(request))
        );
        Map(
            HttpMethods.Post,
            "/api/deliveries/{partner}/{tenant}/{deliveryId}/replay",
            static (deliveries, request) =>
                deliveries.ReplayAsync(PartnerOf(request), TenantOf(request), DeliveryOf(request))
        );

        Map(
            HttpMethods.Get,
            "/api/customers/{partner}/{tenant}",
            static (deliveries, request) => deliveries.ReadCustomerAsync(PartnerOf(request), TenantOf(request))
        );
        Map(
            HttpMethods.Delete,
            "/api/customers/{partner}/{tenant}",
            static (deliveries, request) => deliveries.EraseCustomerAsync(PartnerOf(request), TenantOf(request))
        );

        void Map(string method, string route, Func<DeliveryOperations, HttpRequest, Task<Answer>> answer) =>
            app.MapMethods(
                route,
                [method],
                async context =>
                    await OnboardingRoutes.SendAsync(
                        context.Response,
                        await answer(context.RequestServices.GetRequiredService<DeliveryOperations>(), context.Request)
                    )
            );
    }

    /// <summary>A replay or an erase that a page of another site sent.</summary>
    private static bool IsChangeFromAnotherSite(HttpRequest request) =>
        (
            HttpMethods.IsPost(request.Method)
                ? request.RouteValues.ContainsKey("deliveryId")
                : HttpMethods.IsDelete(request.Method) && request.RouteValues.ContainsKey("tenant")
        ) && request.IsFromAnotherSite();

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }

    private static string PartnerOf(HttpRequest request) => (string)request.RouteValues["partner"]!;

    private static string TenantOf(HttpRequest request) => (string)request.RouteValues["tenant"]!;

    private static string DeliveryOf(HttpRequest request) => (string)request.RouteValues["deliveryId"]!;
}
