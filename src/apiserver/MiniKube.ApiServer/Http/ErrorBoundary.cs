using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.FlowControl;

namespace MiniKube.ApiServer.Http;

/// <summary>The edge of every request: refusals, faults and ends become answers here and nowhere else.</summary>
internal sealed partial class ErrorBoundary(ILogger<ErrorBoundary> logger, CancellationToken stopping)
{
    private static readonly string[] KeptHeaders = [RequestPipeline.AuditIdHeader, "Allow", "Cache-Control", "Warning", FlowController.SchemaHeader, FlowController.LevelHeader];

    /// <summary>Runs a request to its answer, whatever happens in it. Throws nothing.</summary>
    public async Task RunAsync(HttpContext context, RequestScope scope, Func<HttpContext, RequestScope, Task> request)
    {
        var aborted = context.RequestAborted;
        ApiStatus status;
        try
        {
            await request(context, scope);
            return;
        }
        catch (ApiException refusal)
        {
            status = refusal.Status;
        }
        catch (BadHttpRequestException bad)
        {
            status = StatusOf(bad);
        }
#pragma warning disable CA1031 // A fault of one request must not end the server.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (StatusOf(fault, scope, aborted) is not { } found)
            {
                return;
            }

            status = found;
        }

        scope.Refusal = status;
        scope.Audit?.TakeStatus(status);
        await AnswerAsync(context, status, aborted);
    }

    /// <summary>What to answer; null when nobody waits for an answer or the stream just ends.</summary>
    private ApiStatus? StatusOf(Exception fault, RequestScope scope, CancellationToken aborted)
    {
        if (aborted.IsCancellationRequested)
        {
            return null;
        }

        if (fault is OperationCanceledException && stopping.IsCancellationRequested && scope.Info is { IsLongRunning: true })
        {
            // A stream that has begun ends cleanly: its client goes on with whoever serves next.
            return StatusErrors.ServiceUnavailable("the server is shutting down, please try again", retryAfterSeconds: 1).Status;
        }

        if (fault is OperationCanceledException && scope.IsOverdue)
        {
            return StatusErrors.Timeout("request did not complete within the allotted timeout").Status;
        }

        scope.Audit?.IsBroken = true;
        LogFault(fault, scope.AuditId, scope.Info?.Verb ?? "", scope.Info?.Path ?? "");
        return StatusErrors.InternalError($"an unexpected fault: the server's log has it under audit id {scope.AuditId}").Status;
    }

    private async Task AnswerAsync(HttpContext context, ApiStatus status, CancellationToken aborted)
    {
        if (context.Response.HasStarted)
        {
            // Half an answer must not look like a whole one, except that a stream may end at any event.
            if (!stopping.IsCancellationRequested || !context.Scope.Info!.IsLongRunning)
            {
                context.Abort();
            }

            return;
        }

        try
        {
            var kept = KeptHeaders.Select(name => (name, context.Response.Headers[name])).ToList();
            context.Response.Clear();
            kept.ForEach(header => context.Response.Headers[header.name] = header.Item2);
            context.RequestAborted = aborted;
            await Answer.StatusAsync(context, status);
        }
#pragma warning disable CA1031 // The connection broke while the refusal was written: nobody is left to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
            context.Abort();
        }
    }

    private static ApiStatus StatusOf(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => new ApiStatus
        {
            Code = bad.StatusCode,
            Reason = StatusReason.RequestEntityTooLarge,
            Message = "Request entity too large: make the body smaller",
        },
        var code => new ApiStatus { Code = code, Reason = StatusReason.BadRequest, Message = bad.Message },
    };

    [LoggerMessage(2000, LogLevel.Error, "A request broke: {Verb} {Path}, audit id {AuditId}")]
    private partial void LogFault(Exception fault, string auditId, string verb, string path);
}
