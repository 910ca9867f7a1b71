namespace MiniKube.Schema.Tests.Validation.Kinds.Batch;

public sealed class CronJobRulesTests
{
    private const string Resource = "batch/v1/cronjobs";

    [Theory]
    [InlineData("'*/5 * * * *'")]
    [InlineData("'0 0,12 1-15/2 jan-DEC Sun'")]
    [InlineData("'? 1/2 * * 0-6'")]
    [InlineData("'@hourly'")]
    [InlineData("'@every 1h30m'")]
    [InlineData("'0 0 * * *', timeZone: Europe/Berlin")]
    [InlineData("'0 0 * * *', timeZone: Etc/UTC")]
    public void What_is_right_passes(string schedule) => KindCauses.OfNew(Resource, CronJob(schedule)).Should().BeEmpty();

    [Theory]
    [InlineData("'60 * * * *'", "spec.schedule: Invalid value: \"60 * * * *\": end of range (60) above maximum (59): 60")]
    [InlineData("'* * 0 * *'", "spec.schedule: Invalid value: \"* * 0 * *\": beginning of range (0) below minimum (1): 0")]
    [InlineData("'* 5-3 * * *'", "spec.schedule: Invalid value: \"* 5-3 * * *\": beginning of range (5) beyond end of range (3): 5-3")]
    [InlineData("'*/0 * * * *'", "spec.schedule: Invalid value: \"*/0 * * * *\": step of range should be a positive number: */0")]
    [InlineData("'1-2-3 * * * *'", "spec.schedule: Invalid value: \"1-2-3 * * * *\": too many hyphens: 1-2-3")]
    [InlineData("'1/2/3 * * * *'", "spec.schedule: Invalid value: \"1/2/3 * * * *\": too many slashes: 1/2/3")]
    [InlineData("'* * * * someday'", "spec.schedule: Invalid value: \"* * * * someday\": failed to parse int from someday: strconv.Atoi: parsing \"someday\": invalid syntax")]
    [InlineData("'* * * *'", "spec.schedule: Invalid value: \"* * * *\": expected exactly 5 fields, found 4: [* * * *]")]
    [InlineData("'@often'", "spec.schedule: Invalid value: \"@often\": unrecognized descriptor: @often")]
    [InlineData("'TZ=Etc/UTC 0 0 * * *'", "spec.schedule: Invalid value: \"TZ=Etc/UTC 0 0 * * *\": cannot use TZ or CRON_TZ in schedule, use timeZone field instead")]
    [InlineData("'0 0 * * *', timeZone: ''", "spec.timeZone: Invalid value: \"\": timeZone must be nil or non-empty string")]
    [InlineData("'0 0 * * *', timeZone: local", "spec.timeZone: Invalid value: \"local\": timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones")]
    [InlineData("'0 0 * * *', timeZone: Mars/Base", "spec.timeZone: Invalid value: \"Mars/Base\": unknown time zone Mars/Base")]
    [InlineData("'0 0 * * *', timeZone: ../etc", "spec.timeZone: Invalid value: \"../etc\": unknown time zone ../etc")]
    [InlineData("'0 0 * * *', startingDeadlineSeconds: -1", "spec.startingDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0")]
    [InlineData("'0 0 * * *', concurrencyPolicy: Maybe", "spec.concurrencyPolicy: Unsupported value: \"Maybe\": supported values: \"Allow\", \"Forbid\", \"Replace\"")]
    public void What_is_wrong_is_said(string schedule, string cause) => KindCauses.OfNew(Resource, CronJob(schedule)).Should().Contain(cause);

    [Fact]
    public void The_selector_of_its_jobs_is_made_for_them() =>
        KindCauses.OfNew(Resource, CronJob("'@daily'").Replace("{template", "{selector: {matchLabels: {a: b}}, template", StringComparison.Ordinal))
            .Should().ContainMatch("spec.jobTemplate.spec.selector: Invalid value: *: `selector` will be auto-generated");

    [Fact]
    public void A_zone_that_was_accepted_once_is_not_looked_at_again() =>
        KindCauses.OfChange(Resource, CronJob("'@daily', timeZone: Mars/Base, suspend: false"), "suspend: false", "suspend: true").Should().BeEmpty();

    private static string CronJob(string schedule) =>
        "metadata: {name: a, namespace: x}\nspec: {schedule: " + schedule + ", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}}";
}
