using System.Text.Json.Nodes;
using MiniKube.ApiServer.Tests.Support;

namespace MiniKube.ApiServer.Tests.Behaviours.Reads;

/// <summary>Entries 38 and 39: what kubectl prints, and metadata alone.</summary>
public sealed class TableTests
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const string Metadata = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
    private const string MetadataList = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

    /// <summary>The columns of <c>kubectl get -o wide</c>; those in brackets are not shown without it.</summary>
    [Theory]
    [InlineData("pods", "Name,Ready,Status,Restarts,Age,[IP],[Node],[Nominated Node],[Readiness Gates]")]
    [InlineData("deployments", "Name,Ready,Up-to-date,Available,Age,[Containers],[Images],[Selector]")]
    [InlineData("replicasets", "Name,Desired,Current,Ready,Age,[Containers],[Images],[Selector]")]
    [InlineData("statefulsets", "Name,Ready,Age,[Containers],[Images]")]
    [InlineData("daemonsets", "Name,Desired,Current,Ready,Up-to-date,Available,Node Selector,Age,[Containers],[Images],[Selector]")]
    [InlineData("controllerrevisions", "Name,Controller,Revision,Age")]
    [InlineData("replicationcontrollers", "Name,Desired,Current,Ready,Age,[Containers],[Images],[Selector]")]
    [InlineData("jobs", "Name,Status,Completions,Duration,Age,[Containers],[Images],[Selector]")]
    [InlineData("cronjobs", "Name,Schedule,Timezone,Suspend,Active,Last Schedule,Age,[Containers],[Images],[Selector]")]
    [InlineData("services", "Name,Type,Cluster-IP,External-IP,Port(s),Age,[Selector]")]
    [InlineData("endpoints", "Name,Endpoints,Age")]
    [InlineData("endpointslices", "Name,AddressType,Ports,Endpoints,Age")]
    [InlineData("ingresses", "Name,Class,Hosts,Address,Ports,Age")]
    [InlineData("ingressclasses", "Name,Controller,Parameters,Age")]
    [InlineData("networkpolicies", "Name,Pod-Selector,Age")]
    [InlineData("nodes", "Name,Status,Roles,Age,Version,[Internal-IP],[External-IP],[OS-Image],[Kernel-Version],[Container-Runtime]")]
    [InlineData("namespaces", "Name,Status,Age")]
    [InlineData("configmaps", "Name,Data,Age")]
    [InlineData("secrets", "Name,Type,Data,Age")]
    [InlineData("serviceaccounts", "Name,Secrets,Age")]
    [InlineData("events", "Last Seen,Type,Reason,Object,[Subobject],[Source],Message,[First Seen],[Count],[Name]")]
    [InlineData("resourcequotas", "Name,Request,Limit,Age")]
    [InlineData("limitranges", "Name,Created At")]
    [InlineData("podtemplates", "Name,Containers,Images,Pod Labels")]
    [InlineData("persistentvolumes", "Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,VolumeAttributesClass,Reason,Age,[VolumeMode]")]
    [InlineData("persistentvolumeclaims", "Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age,[VolumeMode]")]
    [InlineData("storageclasses", "Name,Provisioner,ReclaimPolicy,VolumeBindingMode,AllowVolumeExpansion,Age")]
    [InlineData("volumeattachments", "Name,Attacher,PV,Node,Attached,Age")]
    [InlineData("csinodes", "Name,Drivers,Age")]
    [InlineData("csidrivers", "Name,AttachRequired,PodInfoOnMount,StorageCapacity,TokenRequests,RequiresRepublish,Modes,Age")]
    [InlineData("csistoragecapacities", "Name,StorageClassName,Capacity")]
    [InlineData("horizontalpodautoscalers", "Name,Reference,Targets,MinPods,MaxPods,Replicas,Age")]
    [InlineData("poddisruptionbudgets", "Name,Min Available,Max Unavailable,Allowed Disruptions,Age")]
    [InlineData("priorityclasses", "Name,Value,Global-Default,Age,PreemptionPolicy")]
    [InlineData("runtimeclasses", "Name,Handler,Age")]
    [InlineData("leases", "Name,Holder,Age")]
    [InlineData("roles", "Name,Created At")]
    [InlineData("clusterroles", "Name,Created At")]
    [InlineData("rolebindings", "Name,Role,Age,[Users],[Groups],[ServiceAccounts]")]
    [InlineData("clusterrolebindings", "Name,Role,Age,[Users],[Groups],[ServiceAccounts]")]
    [InlineData("certificatesigningrequests", "Name,Age,SignerName,Requestor,RequestedDuration,Condition")]
    [InlineData("validatingwebhookconfigurations", "Name,Webhooks,Age")]
    [InlineData("mutatingwebhookconfigurations", "Name,Webhooks,Age")]
    [InlineData("flowschemas", "Name,PriorityLevel,MatchingPrecedence,DistinguisherMethod,Age,MissingPL")]
    public async Task A_kind_has_the_columns_that_kubectl_prints(string resource, string columns)
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf(resource);
        await cluster.CreateAsync(path, SampleObjects.Of(resource, "a").ToJsonString());

        var table = (await cluster.GetAsync($"{path}/a", Table)).Json;

        table["kind"]!.GetValue<string>().Should().Be("Table");
        table["apiVersion"]!.GetValue<string>().Should().Be("meta.k8s.io/v1");
        var definitions = table["columnDefinitions"]!.AsArray();
        definitions.Select(column => column!["priority"]!.GetValue<int>() == 0 ? $"{column["name"]}" : $"[{column["name"]}]").Should().Equal(columns.Split(','));
        definitions.Should().OnlyContain(column => column!["type"] != null && column["format"] != null && column["description"]!.GetValue<string>().Length > 0);
        var row = table["rows"]!.AsArray().Should().ContainSingle().Which!;
        row["cells"]!.AsArray().Should().HaveCount(definitions.Count);
        row["object"]!["kind"]!.GetValue<string>().Should().Be("PartialObjectMetadata");
        row["object"]!["apiVersion"]!.GetValue<string>().Should().Be("meta.k8s.io/v1");
        row["object"]!["metadata"]!["name"]!.GetValue<string>().Should().Be("a");
    }

    [Fact]
    public async Task A_list_as_a_table_has_its_revision_and_its_pages()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf("configmaps");
        await cluster.CreateAsync(path, """{"metadata":{"name":"a"},"data":{"k":"v"}}""");
        await cluster.CreateAsync(path, """{"metadata":{"name":"b"}}""");
        cluster.Time.Advance(TimeSpan.FromMinutes(5));

        var first = await cluster.GetAsync($"{path}?limit=1", Table);
        var rest = await cluster.GetAsync($"{path}?limit=1&continue={first.Metadata["continue"]}", Table);
        var empty = await cluster.GetAsync("/api/v1/namespaces/default/secrets", Table);

        first.Metadata["remainingItemCount"]!.GetValue<int>().Should().Be(1);
        first.Json["rows"]![0]!["cells"]!.ToJsonString().Should().Be("""["a",1,"5m"]""");
        rest.Json["rows"]![0]!["cells"]!.ToJsonString().Should().Be("""["b",0,"5m"]""");
        empty.ResourceVersion.Should().Be(cluster.Store.Applied.ToString());
        empty.Json["rows"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task A_watched_table_names_its_columns_in_the_first_event_alone()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf("configmaps");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?watch=true&resourceVersion={cluster.Store.Applied}");
        request.Headers.TryAddWithoutValidation("Accept", Table);
        var response = await cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var watch = new ApiWatch(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));

        await cluster.CreateAsync(path, """{"metadata":{"name":"a"}}""");
        await cluster.CreateAsync(path, """{"metadata":{"name":"b"}}""");
        var events = await watch.TakeAsync(2);

        events.Select(one => one.Object["kind"]!.GetValue<string>()).Should().AllBe("Table");
        events[0].Object["columnDefinitions"]!.AsArray().Should().HaveCount(3);
        (events[1].Object["columnDefinitions"] as JsonArray ?? []).Should().BeEmpty();
        events[1].Object["rows"]![0]!["cells"]![0]!.GetValue<string>().Should().Be("b");
    }

    [Fact]
    public async Task Metadata_alone_comes_of_one_object_of_a_list_and_of_a_watch()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf("deployments");
        var created = await cluster.CreateAsync(path, SampleObjects.Of("deployments", "a").ToJsonString());

        var one = await cluster.GetAsync($"{path}/a", Metadata);
        var list = await cluster.GetAsync(path, MetadataList);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?watch=true");
        request.Headers.TryAddWithoutValidation("Accept", Metadata);
        var response = await cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var watch = new ApiWatch(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var told = (await watch.NextAsync())!;

        one.Json.Select(field => field.Key).Should().Equal("kind", "apiVersion", "metadata");
        one.Json["kind"]!.GetValue<string>().Should().Be("PartialObjectMetadata");
        one.Json["apiVersion"]!.GetValue<string>().Should().Be("meta.k8s.io/v1");
        one.Metadata.ToJsonString().Should().Be(created["metadata"]!.ToJsonString());
        list.Json["kind"]!.GetValue<string>().Should().Be("PartialObjectMetadataList");
        list.Items.Should().ContainSingle().Which["metadata"]!.ToJsonString().Should().Be(created["metadata"]!.ToJsonString());
        told.Type.Should().Be("ADDED");
        JsonNode.DeepEquals(told.Object, one.Json).Should().BeTrue();
    }

    [Fact]
    public async Task Metadata_alone_comes_in_protobuf_of_a_list_and_of_a_watch()
    {
        await using var cluster = await ApiCluster.StartAsync();
        var path = SampleObjects.PathOf("deployments");
        var created = await cluster.CreateAsync(path, SampleObjects.Of("deployments", "a").ToJsonString());
        const string Protobuf = "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";

        var list = await cluster.ReadAsync(path, Protobuf.Replace("Metadata;", "MetadataList;", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}?watch=true");
        request.Headers.TryAddWithoutValidation("Accept", Protobuf);
        using var response = await cluster.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var (type, told) = await stream.ReadEventAsync();

        list.Code.Should().Be(200);
        ProtobufReading.ToTree(list.Body)["items"]![0]!["metadata"]!["uid"]!.GetValue<string>().Should().Be(created["metadata"]!["uid"]!.GetValue<string>());
        type.Should().Be("ADDED");
        told["kind"]!.GetValue<string>().Should().Be("PartialObjectMetadata");
        told["metadata"]!["name"]!.GetValue<string>().Should().Be("a");
        told.Should().NotContainKey("spec");
    }
}
