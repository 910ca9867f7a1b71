using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Audit;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Authorization;
using MiniKube.ApiServer.FlowControl;
using MiniKube.ApiServer.InProcess;
using MiniKube.ApiServer.Metrics;

namespace MiniKube.ApiServer.Http;

/// <summary>The way of every request, from a socket or in process: name it, read it, find out who asks, bound it, see whether they may, answer.</summary>
internal sealed class RequestPipeline
{
    public const string AuditIdHeader = "Audit-Id";

    private const int AuditIdLengthMax = 64;

    private readonly ApiServerOptions _options;
    private readonly ApiServerServices _services;
    private readonly Authenticator _authenticator;
    private readonly IAuthorizer _authorizer;
    private readonly Impersonation _impersonation;
    private readonly RequestRouter _router;
    private readonly RequestMetrics _metrics;
    private readonly ErrorBoundary _boundary;
    private readonly Func<HttpContext, RequestScope, Task> _run;
    private readonly CancellationToken _stopping;
    private readonly InFlightLimit _reading;
    private readonly InFlightLimit _mutating;
    private readonly Auditor? _auditor;
    private readonly FlowSeats? _seats;
    private readonly Func<HttpContext, RequestScope, Task> _authorized;

    public RequestPipeline(
        ApiServerOptions options,
        ApiServerServices services,
        Authenticator authenticator,
        IAuthorizer authorizer,
        RequestRouter router,
        RequestMetrics metrics,
        Auditor? auditor,
        FlowSeats? seats,
        CancellationToken stopping)
    {
        _options = options;
        _services = services;
        _authenticator = authenticator;
        _authorizer = authorizer;
        _impersonation = new Impersonation(authorizer);
        _router = router;
        _metrics = metrics;
        _auditor = auditor;
        _seats = seats;
        _authorized = AuthorizeAsync;
        _boundary = new ErrorBoundary(services.Logging.CreateLogger<ErrorBoundary>(), stopping);
        _run = RunAsync;
        _stopping = stopping;
        _reading = new InFlightLimit(seats is null ? options.ReadingRequestsMax : int.MaxValue);
        _mutating = new InFlightLimit(seats is null ? options.MutatingRequestsMax : int.MaxValue);
        metrics.WatchInFlight(() => _reading.Current, () => _mutating.Current);
    }

    public async Task InvokeAsync(HttpContext context)
    {
        var received = _services.Time.GetTimestamp();
        var scope = new RequestScope
        {
            AuditId = AuditIdOf(context.Request),
            ReceivedAt = _auditor is null ? default : _services.Time.GetUtcNow(),
        };
        context.Features.Set(scope);
        context.Response.Headers[AuditIdHeader] = scope.AuditId;
        context.Response.Headers.CacheControl = "no-cache, private";
        await _boundary.RunAsync(context, scope, _run);
        if (_auditor is not null)
        {
            await _auditor.CompleteAsync(context, scope);
        }

        _metrics.Observe(scope, context.Response.StatusCode, _services.Time.GetElapsedTime(received));
    }

    private Task RunAsync(HttpContext context, RequestScope scope)
    {
        scope.Info = RequestInfoParser.Parse(context.Request);
        return scope.Info.IsLongRunning ? RunLongAsync(context, scope)
            : context.Features.Get<InProcessCaller>() is not null ? AnswerAsync(context, scope)
            : RunBoundedAsync(context, scope);
    }

    /// <summary>No deadline and no seat; ends when the server stops.</summary>
    private async Task RunLongAsync(HttpContext context, RequestScope scope)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _stopping);
        context.RequestAborted = end.Token;
        await AnswerAsync(context, scope);
    }

    /// <summary>A deadline, and a bound on all requests where there are no flows. What is running when the server stops is let finish.</summary>
    private async Task RunBoundedAsync(HttpContext context, RequestScope scope)
    {
        var limit = scope.Info!.Verb is "get" or "list" ? _reading : _mutating;
        var within = RequestDeadline.Of(context.Request, _options.RequestTimeout);
        limit.Enter();
        try
        {
            using var deadline = new CancellationTokenSource(within, _services.Time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
            scope.Deadline = deadline.Token;
            context.RequestAborted = end.Token;
            await AnswerAsync(context, scope);
        }
        finally
        {
            limit.Leave();
        }
    }

    private async Task AnswerAsync(HttpContext context, RequestScope scope)
    {
        var caller = await _authenticator.AuthenticateAsync(context, scope.Info!.Path);
        if (_auditor is not null)
        {
            await _auditor.BeginAsync(context, scope, caller);
        }

        scope.Caller = await _impersonation.ApplyAsync(context.Request.Headers, caller, context.RequestAborted);
        scope.Audit?.ImpersonatedUser = ReferenceEquals(scope.Caller, caller) ? null : scope.Caller;
        await (_seats is null ? AuthorizeAsync(context, scope) : _seats.RunAsync(context, scope, _authorized));
    }

    private async Task AuthorizeAsync(HttpContext context, RequestScope scope)
    {
        var asked = AttributesRecord.For(scope.Caller, scope.Info!);
        var decision = await _authorizer.AuthorizeAsync(asked, context.RequestAborted);
        scope.Annotations.Add("authorization.k8s.io/decision", decision.IsAllowed ? "allow" : "forbid");
        scope.Annotations.Add("authorization.k8s.io/reason", decision.Reason);
        if (!decision.IsAllowed)
        {
            throw Refusal.Of(asked, decision.Reason);
        }

        await _router.AnswerAsync(context, scope);
    }

    private string AuditIdOf(HttpRequest request)
    {
        var sent = request.Headers[AuditIdHeader].ToString();
        return sent.Length is > 0 and <= AuditIdLengthMax ? sent : _services.Uids.NewUid();
    }
}
