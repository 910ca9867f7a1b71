using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using MiniKube.Cri.Containerd;
using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Tests.Cri;

public sealed class CriProtocolTests
{
    public static TheoryData<string, string, int> PublicNumbers => new()
    {
        { nameof(PodSandboxConfig), "log_directory", 3 },
        { nameof(PodSandboxConfig), "linux", 8 },
        { nameof(LinuxPodSandboxConfig), "sysctls", 3 },
        { nameof(LinuxSandboxSecurityContext), "privileged", 6 },
        { nameof(LinuxSandboxSecurityContext), "run_as_group", 8 },
        { nameof(LinuxContainerSecurityContext), "no_new_privs", 11 },
        { nameof(LinuxContainerSecurityContext), "run_as_group", 12 },
        { nameof(LinuxContainerSecurityContext), "supplemental_groups_policy", 17 },
        { nameof(ContainerConfig), "log_path", 11 },
        { nameof(ContainerConfig), "linux", 15 },
        { nameof(ContainerConfig), "stop_signal", 18 },
        { nameof(ContainerStatus), "exit_code", 7 },
        { nameof(ContainerStatus), "resources", 16 },
        { nameof(ContainerStatus), "image_id", 17 },
        { nameof(Namespace), "options", 2 },
        { nameof(ImageSpec), "user_specified_image", 18 },
        { nameof(LinuxContainerResources), "memory_swap_limit_in_bytes", 10 },
        { nameof(ContainerEventResponse), "containers_statuses", 5 },
        { nameof(StatusResponse), "runtime_handlers", 3 },
    };

    [Theory]
    [MemberData(nameof(PublicNumbers))]
    public void Fields_have_the_numbers_of_the_public_protocol(string message, string field, int number)
    {
        IEnumerable<FileDescriptor> files =
        [
            StatusReflection.Descriptor, SandboxReflection.Descriptor, ContainerReflection.Descriptor, ContainerStatusReflection.Descriptor,
            SandboxStatusReflection.Descriptor, SecurityReflection.Descriptor, ResourcesReflection.Descriptor, ImageSpecReflection.Descriptor,
            EventReflection.Descriptor,
        ];

        var descriptor = files.SelectMany(static file => file.MessageTypes).Single(type => type.Name == message);

        descriptor.FindFieldByName(field).FieldNumber.Should().Be(number);
    }

    [Fact]
    public void A_user_id_has_the_bytes_of_the_protocols_own_wrapper()
    {
        var context = new LinuxContainerSecurityContext { RunAsUser = 1000 };

        // Field 5, three bytes: the wrapper's field 1 with 1000.
        context.ToByteArray().Should().Equal(0x2a, 0x03, 0x08, 0xe8, 0x07);
    }

    [Fact]
    public void Unknown_fields_of_a_newer_runtime_are_carried_along()
    {
        byte[] bytes = [0x0a, 0x01, (byte)'a', 0xa0, 0x06, 0x01];

        var container = Container.Parser.ParseFrom(bytes);

        container.Id.Should().Be("a");
        container.ToByteArray().Should().Equal(bytes);
    }

    [Fact]
    public void Services_have_the_names_that_runtimes_listen_to()
    {
        RuntimeService.Descriptor.FullName.Should().Be("runtime.v1.RuntimeService");
        ImageService.Descriptor.FullName.Should().Be("runtime.v1.ImageService");
        Events.Descriptor.FullName.Should().Be("containerd.services.events.v1.Events");
        Tasks.Descriptor.FullName.Should().Be("containerd.services.tasks.v1.Tasks");
    }

    [Fact]
    public void A_task_exit_survives_the_envelope()
    {
        var exit = new TaskExit { ContainerId = "c", Id = "c", Pid = 7, ExitStatus = 3, ExitedAt = new Timestamp { Seconds = 5 } };
        var envelope = new Envelope { Topic = "/tasks/exit", Event = new Any { TypeUrl = "containerd.events.TaskExit", Value = exit.ToByteString() } };

        var read = Envelope.Parser.ParseFrom(envelope.ToByteArray());

        TaskExit.Parser.ParseFrom(read.Event.Value).Should().Be(exit);
    }
}
