using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using MiniKube.Api.Errors;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Audit;

/// <summary>Records requests as the policy says. Where there is no policy there is no auditor, and nothing is done for it.</summary>
internal sealed class Auditor(AuditPolicy policy, ImmutableArray<IAuditBackend> backends, AuditMetrics metrics, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Call once it is known who asks, and before anything is done for them.</summary>
    /// <exception cref="ApiException">500: nothing may be done that is not recorded, and it cannot be.</exception>
    public async ValueTask BeginAsync(HttpContext context, RequestScope scope, UserInfo user)
    {
        if (Decide(context, scope, user) is not { } audited)
        {
            return;
        }

        if (!await RecordAsync(audited, AuditStage.RequestReceived, context))
        {
            metrics.CountRejected();
            throw StatusErrors.InternalError("failed to store audit event");
        }

        if (scope.Info!.IsLongRunning)
        {
            context.Response.OnStarting(() => RecordAsync(audited, AuditStage.ResponseStarted, context));
        }
        else
        {
            audited.Follow(context);
        }
    }

    /// <summary>Call when the answer has been given, whatever it was.</summary>
    public async ValueTask CompleteAsync(HttpContext context, RequestScope scope)
    {
        if (!scope.IsAuditDecided)
        {
            // Refused before it was known who asks: credentials that are not valid, or a path that is none.
            if (Decide(context, scope, user: null) is { } refused)
            {
                refused.TakeStatus(scope.Refusal ?? new ApiStatus { Code = context.Response.StatusCode });
                await RecordAsync(refused, AuditStage.ResponseStarted, context);
            }
        }
        else if (scope.Audit is { } audited)
        {
            await audited.FlushAsync(context);
            await RecordAsync(audited, audited.IsBroken ? AuditStage.Panic : AuditStage.ResponseComplete, context);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var backend in backends)
        {
            await backend.DisposeAsync();
        }
    }

    private AuditedRequest? Decide(HttpContext context, RequestScope scope, UserInfo? user)
    {
        var info = scope.Info ?? new RequestInfo { Path = context.Request.Path.Value ?? "/", Verb = context.Request.Method.ToLowerInvariant() };
        var decision = policy.Decide(user, info);
        metrics.CountLevel(decision.Level);
        scope.IsAuditDecided = true;
        if (decision.Level == AuditLevel.None)
        {
            return null;
        }

        scope.Audit = new AuditedRequest(context, scope, info, user, decision);
        return scope.Audit;
    }

    /// <returns>False when a backend that must have the record of an arrival could not take it.</returns>
    private async Task<bool> RecordAsync(AuditedRequest audited, AuditStage stage, HttpContext context)
    {
        if (!audited.Decision.Records(stage))
        {
            return true;
        }

        metrics.CountEvent();
        var record = AuditRecord.Of(audited.At(stage, time.GetUtcNow(), context));
        var isKept = true;
        foreach (var backend in backends)
        {
            isKept &= await backend.ProcessAsync(record, context.RequestAborted) || !backend.IsStrict;
        }

        return isKept;
    }
}
