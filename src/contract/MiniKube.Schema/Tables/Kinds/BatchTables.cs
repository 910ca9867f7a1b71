using System.Text.Json.Nodes;

namespace MiniKube.Schema.Tables.Kinds;

/// <summary>The tables of the kinds that run pods to their end.</summary>
internal static class BatchTables
{
    public static TableDefinition Job { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Status", "In one word, how far the job is."),
            TableColumn.Text("Completions", "How many pods have succeeded, of how many wanted."),
            TableColumn.Text("Duration", "How long the job has run, or ran."),
            TableColumn.Age,
            TableColumn.Containers,
            TableColumn.Images,
            TableColumn.Selector,
        ],
        (job, now) =>
        [
            job.ObjectName,
            Status(job),
            Completions(job),
            Duration(job, now),
            job.Age(now),
            CellFormat.ContainerNames(job.At("spec", "template", "spec")),
            CellFormat.Images(job.At("spec", "template", "spec")),
            CellFormat.Selector(job.At("spec", "selector")),
        ]);

    public static TableDefinition CronJob { get; } = new(
        [
            TableColumn.ObjectName,
            TableColumn.Text("Schedule", "When jobs are started, in cron's form."),
            TableColumn.Text("Timezone", "The time zone of the schedule."),
            TableColumn.Boolean("Suspend", "Whether no further jobs are started."),
            TableColumn.Integer("Active", "How many jobs are running."),
            TableColumn.Text("Last Schedule", "Time since a job was last started."),
            TableColumn.Age,
            TableColumn.Containers,
            TableColumn.Images,
            TableColumn.Selector,
        ],
        (cronJob, now) =>
        [
            cronJob.ObjectName,
            cronJob.Text("spec", "schedule"),
            cronJob.TextOr(CellFormat.None, "spec", "timeZone"),
            cronJob.At("spec", "suspend") is null ? CellFormat.Unset : cronJob.Flag("spec", "suspend") ? "True" : "False",
            cronJob.Size("status", "active"),
            cronJob.Time("status", "lastScheduleTime") is { } last ? HumanDuration.Since(last, now) : CellFormat.None,
            cronJob.Age(now),
            CellFormat.ContainerNames(cronJob.At("spec", "jobTemplate", "spec", "template", "spec")),
            CellFormat.Images(cronJob.At("spec", "jobTemplate", "spec", "template", "spec")),
            CellFormat.Selector(cronJob.At("spec", "jobTemplate", "spec", "selector")),
        ]);

    private static string Status(JsonObject job)
    {
        bool Has(string condition) => job.Condition(condition) == "True";
        return job switch
        {
            _ when Has("Complete") => "Complete",
            _ when Has("Failed") => "Failed",
            _ when job.IsTerminating => "Terminating",
            _ when Has("Suspended") => "Suspended",
            _ when Has("FailureTarget") => "FailureTarget",
            _ when Has("SuccessCriteriaMet") => "SuccessCriteriaMet",
            _ => "Running",
        };
    }

    private static string Completions(JsonObject job)
    {
        var succeeded = job.Number("status", "succeeded");
        if (job.At("spec", "completions") is not null)
        {
            return $"{succeeded}/{job.Number("spec", "completions")}";
        }

        var parallelism = job.Number("spec", "parallelism");
        return parallelism > 1 ? $"{succeeded}/1 of {parallelism}" : $"{succeeded}/1";
    }

    private static string Duration(JsonObject job, DateTimeOffset now) => job.Time("status", "startTime") is { } start
        ? HumanDuration.Format((job.Time("status", "completionTime") ?? now) - start)
        : "";
}
