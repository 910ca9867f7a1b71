using MiniKube.Client.Api;
using MiniKube.Controllers.GarbageCollection;
using k8s.Models;

namespace MiniKube.Controllers.Tests.GarbageCollection;

public sealed class GarbagePlannerTests
{
    private static readonly DiscoveredResource Maps = new(new("", "v1", "configmaps"), new("", "v1", "ConfigMap"), true, []);

    [Fact]
    public void An_object_with_an_owner_that_stays_is_kept()
    {
        Plan(Item("a", owners: "x"), ("x", OwnerState.Solid)).Should().Be(new GarbagePlan.Keep());
    }

    [Fact]
    public void An_object_without_any_owner_left_is_deleted()
    {
        Plan(Item("a", owners: "x"), ("x", OwnerState.Absent)).Should().Be(new GarbagePlan.Delete("Background"));
    }

    [Fact]
    public void A_second_owner_keeps_the_object_and_the_first_is_dropped()
    {
        Plan(Item("a", owners: ["x", "y"]), ("x", OwnerState.Absent), ("y", OwnerState.Solid))
            .Should().BeOfType<GarbagePlan.DropOwners>().Which.OwnerUids.Should().Equal("x");
    }

    [Fact]
    public void An_object_says_itself_how_its_dependents_go()
    {
        Plan(Item("a", owners: "x") with { Finalizers = ["orphan"] }, ("x", OwnerState.Absent)).Should().Be(new GarbagePlan.Delete("Orphan"));
        Plan(Item("a", owners: "x") with { Finalizers = ["foregroundDeletion"] }, ("x", OwnerState.Absent)).Should().Be(new GarbagePlan.Delete("Foreground"));
    }

    [Fact]
    public void A_chain_is_deleted_in_the_foreground_link_by_link()
    {
        GarbagePlanner.Plan(Item("a", owners: "x"), States(("x", OwnerState.WaitingForDependents)), [Item("b", owners: "a")], isInCircle: false)
            .Should().Be(new GarbagePlan.Delete("Foreground"));
    }

    [Fact]
    public void A_circle_is_broken_where_it_is_found()
    {
        GarbagePlanner.Plan(Item("a", owners: "x"), States(("x", OwnerState.WaitingForDependents)), [Dying("x", "foregroundDeletion", owners: "a")], isInCircle: true)
            .Should().Be(new GarbagePlan.Delete("Foreground", UnblockOwners: true));
        GarbagePlanner.PlanDying(Dying("a", "foregroundDeletion", owners: "x"), [Dying("x", "foregroundDeletion", owners: "a")], isInCircle: true)
            .Should().Be(new GarbagePlan.Unblock());
    }

    [Fact]
    public void A_foreground_owner_waits_for_those_that_block_it_only()
    {
        var owner = Dying("x", "foregroundDeletion");
        var blocking = Item("a", owners: "x");
        var loose = blocking with { Uid = "b", Owners = [blocking.Owners[0] with { BlockOwnerDeletion = false }] };

        GarbagePlanner.PlanDying(owner, [blocking, loose], isInCircle: false).Should().BeOfType<GarbagePlan.AwaitDependents>().Which.DependentUids.Should().Equal("a", "b");
        GarbagePlanner.PlanDying(owner, [loose], isInCircle: false).Should().Be(new GarbagePlan.RemoveFinalizer("foregroundDeletion"));
    }

    [Fact]
    public void An_orphaning_owner_lets_its_dependents_forget_it_first()
    {
        var owner = Dying("x", "orphan");

        GarbagePlanner.PlanDying(owner, [Item("a", owners: "x")], isInCircle: false).Should().BeOfType<GarbagePlan.OrphanDependents>();
        GarbagePlanner.PlanDying(owner, [], isInCircle: false).Should().Be(new GarbagePlan.RemoveFinalizer("orphan"));
    }

    private static GarbagePlan Plan(OwnedObject item, params (string Uid, OwnerState State)[] owners) => GarbagePlanner.Plan(item, States(owners), [], isInCircle: false);

    private static Dictionary<string, OwnerState> States(params (string Uid, OwnerState State)[] owners) =>
        owners.ToDictionary(owner => owner.Uid, owner => owner.State);

    private static OwnedObject Item(string uid, params string[] owners) => new(
        Maps, new("ns", uid), uid, "1", [.. owners.Select(owner => new V1OwnerReference { Uid = owner, BlockOwnerDeletion = true })], [], IsBeingDeleted: false);

    private static OwnedObject Dying(string uid, string finalizer, params string[] owners) =>
        Item(uid, owners) with { IsBeingDeleted = true, Finalizers = [finalizer] };
}
