using System.CommandLine;
using MiniKube.ApiServer.Audit;

namespace MiniKube.Commands;

/// <summary>The flags that say what is recorded of requests, by upstream's names.</summary>
internal sealed class AuditOptionSet
{
    private readonly Option<string?> _policy = new("--audit-policy-file") { Description = "A file with an audit.k8s.io/v1 Policy: how much is recorded of which requests." };
    private readonly Option<string?> _log = new("--audit-log-path") { Description = "The file that records are appended to; - for the output stream." };
    private readonly Option<string> _format = new("--audit-log-format") { Description = "json or legacy.", DefaultValueFactory = _ => "json" };
    private readonly Option<string> _logMode = Mode("--audit-log-mode", "blocking");
    private readonly Option<int> _age = new("--audit-log-maxage") { Description = "Days after which a rotated file is deleted; 0 keeps it." };
    private readonly Option<int> _backups = new("--audit-log-maxbackup") { Description = "Rotated files that are kept; 0 keeps all." };
    private readonly Option<int> _size = new("--audit-log-maxsize") { Description = "Megabytes after which the file is rotated.", DefaultValueFactory = _ => 100 };
    private readonly Option<string?> _webhook = new("--audit-webhook-config-file") { Description = "A kubeconfig whose server takes records by POST." };
    private readonly Option<string> _webhookMode = Mode("--audit-webhook-mode", "batch");
    private readonly AuditBatchOptionSet _logBatch = new("log", new AuditBatchOptions { BatchMax = 1, WaitMax = TimeSpan.Zero });
    private readonly AuditBatchOptionSet _webhookBatch = new("webhook", new AuditBatchOptions());
    private readonly Option<string> _backoff = DurationOption.Create("--audit-webhook-initial-backoff", "The wait before a failed call is made again.", "10s");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_policy, _log, _format, _logMode, _age, _backups, _size, _webhook, _webhookMode, _backoff])
        {
            command.Options.Add(option);
        }

        _logBatch.AddTo(command);
        _webhookBatch.AddTo(command);
        _format.AcceptOnlyFromAmong("json", "legacy");
        command.Validators.Add(result =>
        {
            if (result.GetResult(_policy) is null && (result.GetResult(_log) ?? result.GetResult(_webhook)) is not null)
            {
                result.AddError("--audit-log-path and --audit-webhook-config-file record nothing without --audit-policy-file: say what to record.");
            }
        });
    }

    /// <summary>Null when nothing is recorded.</summary>
    public AuditOptions? Read(ParseResult result) => result.GetValue(_policy) is not { } policy ? null : new AuditOptions
    {
        PolicyFile = policy,
        LogPath = result.GetValue(_log),
        IsLogLegacy = result.GetValue(_format) == "legacy",
        LogMode = ModeOf(result.GetValue(_logMode)),
        LogBatch = _logBatch.Read(result),
        LogTruncate = _logBatch.ReadTruncate(result),
        LogAgeDaysMax = result.GetValue(_age),
        LogBackupsMax = result.GetValue(_backups),
        LogMegabytesMax = result.GetValue(_size),
        WebhookConfigFile = result.GetValue(_webhook),
        WebhookMode = ModeOf(result.GetValue(_webhookMode)),
        WebhookBatch = _webhookBatch.Read(result),
        WebhookTruncate = _webhookBatch.ReadTruncate(result),
        WebhookInitialBackoff = DurationOption.Read(result, _backoff),
    };

    private static Option<string> Mode(string name, string usual)
    {
        var option = new Option<string>(name)
        {
            Description = "When records are written: batch, blocking, or blocking-strict, which refuses what cannot be recorded.",
            DefaultValueFactory = _ => usual,
        };
        return option.AcceptOnlyFromAmong("batch", "blocking", "blocking-strict");
    }

    private static AuditMode ModeOf(string? word) => word switch
    {
        "batch" => AuditMode.Batch,
        "blocking-strict" => AuditMode.BlockingStrict,
        _ => AuditMode.Blocking,
    };
}
