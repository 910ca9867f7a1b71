using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Aggregation;

namespace MiniKube.ApiServer.Tests.Aggregation;

public sealed class RegistrationPlannerTests
{
    private static readonly GroupVersion Version = new("example.com", "v1");

    /// <summary>Rows and columns are those of the table that upstream's controller has in its comment.</summary>
    [Theory]
    [InlineData("none", "none", "Keep", "Keep")]
    [InlineData("none", "onstart", "Create", "Keep")]
    [InlineData("none", "true", "Create", "Create")]
    [InlineData("somebody's", "none", "Keep", "Keep")]
    [InlineData("somebody's", "onstart", "Keep", "Keep")]
    [InlineData("somebody's", "true", "Keep", "Keep")]
    [InlineData("onstart", "none", "Remove", "Keep")]
    [InlineData("onstart", "onstart", "Correct", "Keep")]
    [InlineData("onstart", "true", "Correct", "Keep")]
    [InlineData("true", "none", "Remove", "Remove")]
    [InlineData("true", "onstart", "Correct", "Keep")]
    [InlineData("true", "true", "Correct", "Correct")]
    public void An_APIService_is_put_right_as_its_label_says(string current, string desired, string atStart, string later)
    {
        var there = current == "none" ? null : Changed(current == "somebody's" ? "no" : current);
        var wanted = desired == "none" ? null : LocalApiService.Make(Version, desired);

        RegistrationPlanner.Plan(there, wanted, isStart: true).GetType().Name.Should().Be(atStart);
        RegistrationPlanner.Plan(there, wanted, isStart: false).GetType().Name.Should().Be(later);
    }

    [Fact]
    public void What_is_right_already_is_kept()
    {
        var service = LocalApiService.Make(Version, LocalApiService.Always);

        RegistrationPlanner.Plan(service.DeepClone().AsObject(), service, isStart: false).Should().BeOfType<RegistrationPlan.Keep>();
    }

    [Fact]
    public void A_server_put_behind_one_of_our_own_versions_is_taken_away_again()
    {
        var there = LocalApiService.Make(Version, LocalApiService.Always);
        there["spec"]!["service"] = new JsonObject { ["namespace"] = "x", ["name"] = "y" };

        RegistrationPlanner.Plan(there, LocalApiService.Make(Version, LocalApiService.Always), isStart: false).Should().BeOfType<RegistrationPlan.Correct>();
    }

    private static JsonObject Changed(string label)
    {
        var service = LocalApiService.Make(Version, label);
        service["spec"]!["groupPriorityMinimum"] = 7;
        return service;
    }
}
