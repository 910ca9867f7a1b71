using System.Globalization;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>Runs requests when their turn has come. A watch has a seat until it has begun; other streams need none.</summary>
internal sealed class FlowSeats(FlowController controller)
{
    /// <exception cref="Api.Errors.ApiException">429: too many wait already, or it has waited too long.</exception>
    public Task RunAsync(HttpContext context, RequestScope scope, Func<HttpContext, RequestScope, Task> request) => scope.Info!.Verb switch
    {
        "watch" => RunWatchAsync(context, scope, request),
        _ when scope.Info.IsLongRunning => request(context, scope),
        _ => RunSeatedAsync(context, scope, request),
    };

    private async Task RunSeatedAsync(HttpContext context, RequestScope scope, Func<HttpContext, RequestScope, Task> request)
    {
        var info = scope.Info!;
        using var ticket = await controller.EnterAsync(
            scope.Caller, info, info.Verb == "list" ? LimitOf(context.Request) : 0, context.Response.Headers, context.RequestAborted);
        await request(context, scope);
        if (scope.ListedObjects > 0)
        {
            controller.Width.NoteList(info, scope.ListedObjects);
        }
    }

    private async Task RunWatchAsync(HttpContext context, RequestScope scope, Func<HttpContext, RequestScope, Task> request)
    {
        var info = scope.Info!;
        using var ticket = await controller.EnterAsync(scope.Caller, info, limit: 0, context.Response.Headers, context.RequestAborted);
        var hasBegun = false;
        context.Response.OnStarting(() =>
        {
            ticket.Dispose();
            if (context.Response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status101SwitchingProtocols)
            {
                hasBegun = true;
                controller.Width.NoteWatchers(info.GroupResource, 1);
            }

            return Task.CompletedTask;
        });
        try
        {
            await request(context, scope);
        }
        finally
        {
            if (hasBegun)
            {
                controller.Width.NoteWatchers(info.GroupResource, -1);
            }
        }
    }

    private static int LimitOf(HttpRequest request) =>
        request.Query.TryGetValue("limit", out var values) && int.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : 0;
}
