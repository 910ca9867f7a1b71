using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MiniKube.ApiServer.Http;

namespace MiniKube.ApiServer.Health;

/// <summary>One of <c>/healthz</c>, <c>/livez</c>, <c>/readyz</c> with the paths of its single checks, in upstream's text.</summary>
internal sealed partial class HealthEndpoint(string name, HealthChecks checks, bool isForLiveness, ILogger<HealthEndpoint> logger)
{
    private readonly string _prefix = $"/{name}/";

    private IEnumerable<HealthCheck> Checks => isForLiveness ? checks.All.Where(check => check.IsForLiveness) : checks.All;

    /// <summary>All checks together.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var excluded = context.Request.Query["exclude"].OfType<string>().Where(item => item.Length > 0).ToHashSet(StringComparer.Ordinal);
        var report = new StringBuilder();
        var failed = new List<string>();
        foreach (var check in Checks)
        {
            if (excluded.Remove(check.Name))
            {
                report.Append($"[+]{check.Name} excluded: ok\n");
            }
            else if (await check.FindFault(context.RequestAborted) is { } fault)
            {
                // Why is for the operator's log: the path is open to anybody.
                report.Append($"[-]{check.Name} failed: reason withheld\n");
                failed.Add($"{check.Name}: {fault}");
            }
            else
            {
                report.Append($"[+]{check.Name} ok\n");
            }
        }

        if (excluded.Count > 0)
        {
            var names = string.Join(", ", excluded.Order(StringComparer.Ordinal).Select(item => $"\"{item}\""));
            report.Append($"warn: some health checks cannot be excluded: no matches for {names}\n");
        }

        await AnswerAsync(context, report, failed);
    }

    /// <summary>One check by the rest of the path.</summary>
    public async Task AnswerOneAsync(HttpContext context)
    {
        var wanted = context.Scope.Info!.Path[_prefix.Length..];
        if (wanted.Length == 0)
        {
            await AnswerAsync(context);
            return;
        }

        if (Checks.FirstOrDefault(check => check.Name == wanted) is not { } found)
        {
            await Answer.PageNotFoundAsync(context);
            return;
        }

        var fault = await found.FindFault(context.RequestAborted);
        await (fault is null
            ? Answer.TextAsync(context, StatusCodes.Status200OK, "ok")
            : Answer.TextAsync(context, StatusCodes.Status500InternalServerError, $"internal server error: {fault}\n"));
    }

    private Task AnswerAsync(HttpContext context, StringBuilder report, List<string> failed)
    {
        if (failed.Count > 0)
        {
            LogFailed(name, string.Join("; ", failed));
            return Answer.TextAsync(context, StatusCodes.Status500InternalServerError, $"{report}{name} check failed\n");
        }

        return Answer.TextAsync(
            context,
            StatusCodes.Status200OK,
            context.Request.Query.ContainsKey("verbose") ? $"{report}{name} check passed\n" : "ok");
    }

    [LoggerMessage(2100, LogLevel.Information, "{Endpoint} check failed: {Faults}")]
    private partial void LogFailed(string endpoint, string faults);
}
