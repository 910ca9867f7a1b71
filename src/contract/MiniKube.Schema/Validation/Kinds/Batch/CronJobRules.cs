using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Validation.Kinds.Batch;

internal static class CronJobRules
{
    private const int ZonePartBytesMax = 14;

    private static readonly FieldLocation Spec = FieldLocation.Root("spec");

    /// <param name="cronJob">The object.</param>
    /// <param name="old">As it was before an update: what was accepted once about time zones is not asked for again.</param>
    /// <param name="complaints">Takes what is wrong.</param>
    public static void Check(JsonObject cronJob, JsonObject? old, Complaints complaints)
    {
        var spec = cronJob.Object("spec") ?? [];
        NumberRules.NonNegative(spec, Spec, complaints, "startingDeadlineSeconds", "successfulJobsHistoryLimit", "failedJobsHistoryLimit");
        if (spec.Text("schedule") is { Length: > 0 } schedule)
        {
            Schedule(schedule, spec, old?.Object("spec").Text("schedule") ?? "", complaints);
        }

        if (spec.Text("timeZone") is { } zone && (old is null || zone != old.Object("spec").Text("timeZone")) && ZoneComplaint(zone) is { } why)
        {
            complaints.Invalid(Spec.Child("timeZone"), zone, why);
        }

        JobTemplate(spec.At("jobTemplate", "spec") ?? [], complaints);
    }

    private static void JobTemplate(JsonObject job, Complaints complaints)
    {
        var where = Spec.Child("jobTemplate", "spec");
        JobRules.CheckSpec(job, where, complaints);
        if (job.Object("selector") is { } selector)
        {
            complaints.Invalid(where.Child("selector"), selector, "`selector` will be auto-generated");
        }

        if (job.Flag("manualSelector") == true)
        {
            complaints.NotSupported(where.Child("manualSelector"), true, ["nil", "false"]);
        }
    }

    private static void Schedule(string schedule, JsonObject spec, string before, Complaints complaints)
    {
        if (CronSchedule.Complaint(schedule) is { } why)
        {
            complaints.Invalid(Spec.Child("schedule"), schedule, why);
        }

        if (!schedule.Contains("TZ", StringComparison.Ordinal))
        {
            return;
        }

        if (!before.Contains("TZ", StringComparison.Ordinal))
        {
            complaints.Invalid(Spec.Child("schedule"), schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
        }
        else if (spec.Has("timeZone"))
        {
            complaints.Invalid(Spec.Child("schedule"), schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
        }
    }

    private static string? ZoneComplaint(string zone)
    {
        if (zone.Length == 0)
        {
            return "timeZone must be nil or non-empty string";
        }

        foreach (var range in zone.AsSpan().Split('/'))
        {
            if (!IsZonePart(zone.AsSpan(range)))
            {
                return $"unknown time zone {zone}";
            }
        }

        return zone.Equals("Local", StringComparison.OrdinalIgnoreCase) ? "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
            : TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? null
            : $"unknown time zone {zone}";
    }

    /// <summary>What the time zone database allows in the names of its files.</summary>
    private static bool IsZonePart(ReadOnlySpan<char> part)
    {
        if (part.Length is 0 or > ZonePartBytesMax || part is "." or ".." || part[0] == '-')
        {
            return false;
        }

        foreach (var letter in part)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('.' or '-' or '_' or '+'))
            {
                return false;
            }
        }

        return true;
    }
}
