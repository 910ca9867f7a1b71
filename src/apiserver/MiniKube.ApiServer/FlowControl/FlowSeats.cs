using System.Globalization;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>Runs requests when their turn has come. A watch has a seat until it has begun; other streams need none.</summary>
internal sealed class FlowSeats(FlowController controller)
{
    /// <exception cref="Api.Errors.ApiException">429: too many wait already, or it has waited too long.</exception>
    public Task RunAsync(HttpContext context, RequestScope scope, Func<HttpContext, RequestScope, Task> request)
    {
        var info = scope.Info!;
        if (info.IsLongRunning && info.Verb != "watch")
        {
            return request(context, scope);
        }

        var limit = info.Verb == "list" ? LimitOf(context.Request) : 0;
        var ticket = controller.TicketFor(scope.Caller, info, limit, context.Response.Headers);
        scope.Ticket = ticket;
        return ticket.Route.Level.Configuration.IsExempt ? RunSeatedAsync(ticket, context, scope, request) : RunInTurnAsync(ticket, context, scope, request);
    }

    /// <summary>Holds a processor's turn until the request waits for something for the first time, or has ended.</summary>
    private async Task RunInTurnAsync(FlowTicket ticket, HttpContext context, RequestScope scope, Func<HttpContext, RequestScope, Task> request)
    {
        if (!controller.Turns.TryStart())
        {
            await controller.Turns.First(ticket, context.RequestAborted);
            await RunSeatedAsync(ticket, context, scope, request);
            return;
        }

        Task running;
        try
        {
            running = RunSeatedAsync(ticket, context, scope, request);
        }
        finally
        {
            controller.Turns.Finish();
        }

        await running;
    }

    private async Task RunSeatedAsync(FlowTicket ticket, HttpContext context, RequestScope scope, Func<HttpContext, RequestScope, Task> request)
    {
        await controller.EnterAsync(ticket, context.RequestAborted);
        using (ticket)
        {
            if (ticket.Turn is not null)
            {
                await ticket.NextTurn(context.RequestAborted);
            }

            await (scope.Info!.Verb == "watch" ? RunWatchAsync(ticket, context, scope, request) : request(context, scope));
        }

        if (scope.ListedObjects > 0)
        {
            controller.Width.NoteList(scope.Info, scope.ListedObjects);
        }
    }

    private async Task RunWatchAsync(FlowTicket ticket, HttpContext context, RequestScope scope, Func<HttpContext, RequestScope, Task> request)
    {
        var info = scope.Info!;
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
