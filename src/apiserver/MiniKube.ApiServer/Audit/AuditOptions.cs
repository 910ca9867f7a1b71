namespace MiniKube.ApiServer.Audit;

/// <summary>What is recorded, and where to.</summary>
public sealed record AuditOptions
{
    /// <summary>An <c>audit.k8s.io/v1</c> Policy, YAML or JSON.</summary>
    public required string PolicyFile { get; init; }

    /// <summary>The file to append to, <c>-</c> for the output stream; null for no file.</summary>
    public string? LogPath { get; init; }

    /// <summary>Lines for people in the place of JSON.</summary>
    public bool IsLogLegacy { get; init; }

    public AuditMode LogMode { get; init; } = AuditMode.Blocking;

    public AuditBatchOptions LogBatch { get; init; } = new() { BatchMax = 1 };

    public AuditTruncateOptions LogTruncate { get; init; } = new();

    /// <summary>Days after which a rotated file is deleted; 0 keeps it.</summary>
    public int LogAgeDaysMax { get; init; }

    /// <summary>Rotated files that are kept; 0 keeps all.</summary>
    public int LogBackupsMax { get; init; }

    /// <summary>Megabytes after which the file is rotated; 0 for 100.</summary>
    public int LogMegabytesMax { get; init; }

    /// <summary>A kubeconfig whose server takes EventLists by POST; null for no webhook.</summary>
    public string? WebhookConfigFile { get; init; }

    public AuditMode WebhookMode { get; init; } = AuditMode.Batch;

    public AuditBatchOptions WebhookBatch { get; init; } = new();

    public AuditTruncateOptions WebhookTruncate { get; init; } = new();

    /// <summary>The wait before a failed call is made again; each further wait is half as long again.</summary>
    public TimeSpan WebhookInitialBackoff { get; init; } = TimeSpan.FromSeconds(10);
}
