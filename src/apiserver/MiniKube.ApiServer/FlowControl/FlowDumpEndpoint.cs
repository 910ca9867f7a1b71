using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using MiniKube.ApiServer.FlowControl.Queues;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.FlowControl;

/// <summary>Answers <c>/debug/api_priority_and_fairness/…</c> with tables of what runs and waits, in upstream's columns.</summary>
internal sealed class FlowDumpEndpoint(FlowController controller)
{
    private const string Prefix = "/debug/api_priority_and_fairness/";

    public IEnumerable<KeyValuePair<string, RequestDelegate>> Paths =>
    [
        new($"{Prefix}dump_priority_levels", context => AnswerAsync(context, Levels())),
        new($"{Prefix}dump_queues", context => AnswerAsync(context, QueuesOfAll())),
        new($"{Prefix}dump_requests", context => AnswerAsync(context, Requests())),
    ];

    private static Task AnswerAsync(HttpContext context, IEnumerable<string> lines)
    {
        var text = new StringBuilder();
        foreach (var line in lines)
        {
            text.Append(line).Append('\n');
        }

        return Answer.TextAsync(context, StatusCodes.Status200OK, text.ToString());
    }

    private IEnumerable<string> Levels()
    {
        yield return "PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, ExecutingRequests, DispatchedRequests, RejectedRequests, "
            + "TimedoutRequests, CancelledRequests";
        foreach (var level in controller.Config.Levels)
        {
            var name = level.Configuration.Name;
            if (level.Configuration.IsExempt)
            {
                yield return Row(name, "<none>", "<none>", false, "<none>", level.SeatsInUse, level.Dispatched, level.Rejected, level.TimedOut, level.Cancelled);
                continue;
            }

            var (active, waiting, executing) = level.Inspect(set => (set.Queues.Count(queue => queue.IsActive), set.WaitingCount, set.Executing));
            yield return Row(
                name, active, waiting + executing == 0, false, waiting, executing, level.Dispatched, level.Rejected, level.TimedOut, level.Cancelled);
        }
    }

    private IEnumerable<string> QueuesOfAll() => controller.Config.Levels
        .SelectMany(level => level.Inspect(set => set.Queues
            .Select(queue => Row(
                level.Configuration.Name,
                queue.Index,
                queue.Waiting.Count,
                queue.Executing,
                queue.ExecutingSeats,
                queue.NextDispatch.ToString("F8", CultureInfo.InvariantCulture) + "ss",
                queue.WaitingSeats))
            .ToList()))
        .Prepend("PriorityLevelName, Index, PendingRequests, ExecutingRequests, SeatsInUse, NextDispatchR, InitialSeatsSum");

    private IEnumerable<string> Requests() => controller.Config.Levels
        .SelectMany(level => level.Inspect(set => set.Queues
            .SelectMany(queue => queue.Waiting.OfType<FlowTicket>().Select((ticket, place) => RowOf(ticket, queue, place)))
            .ToList()))
        .Prepend("PriorityLevelName, FlowSchemaName, QueueIndex, RequestIndexInQueue, FlowDistingsher, Seats");

    private static string RowOf(FlowTicket ticket, FlowQueue queue, int place) =>
        Row(ticket.Route.Measures.Level, ticket.Route.Measures.Schema, queue.Index, place, Escaped(ticket.Flow), ticket.Seats);

    /// <summary>A user's name must not break the table.</summary>
    private static string Escaped(string flow) => flow.AsSpan().ContainsAny(',', '"', '\n') ? $"\"{flow.Replace("\"", "\"\"", StringComparison.Ordinal).ReplaceLineEndings(" ")}\"" : flow;

    private static string Row(params object[] cells) => string.Join(", ", cells.Select(cell => cell is bool flag ? flag ? "true" : "false" : Convert.ToString(cell, CultureInfo.InvariantCulture)));
}
