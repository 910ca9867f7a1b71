using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds;

internal static class CronJobRules
{
    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    public static void Check(JsonObject cronJob, Complaints complaints)
    {
        var spec = cronJob.Object("spec") ?? [];
        NumberRules.NonNegative(spec, Spec, complaints, "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit");
        if (spec.Text("schedule") is { Length: > 0 } schedule)
        {
            Schedule(schedule, complaints);
        }

        if (spec.Text("timeZone") is { Length: 0 } or "Local")
        {
            complaints.Invalid(Spec.Child("timeZone"), spec.Member("timeZone"), "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
        }

        var job = spec.At("jobTemplate", "spec") ?? [];
        var where = Spec.Child("jobTemplate", "spec");
        JobRules.CheckSpec(job, where, complaints);
        if (job.Flag("manualSelector") == true)
        {
            complaints.NotSupported(where.Child("manualSelector"), true, ["nil", "false"]);
        }
    }

    private static void Schedule(string schedule, Complaints complaints)
    {
        if (schedule.Contains("TZ", StringComparison.Ordinal))
        {
            complaints.Invalid(Spec.Child("schedule"), schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (!schedule.StartsWith('@') && schedule.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: not 5 } words)
        {
            complaints.Invalid(
                Spec.Child("schedule"), schedule, $"expected exactly 5 fields, found {words.Length}: [{string.Join(' ', words)}]");
        }
    }
}
