using GangExitStream.Tests.Shared;
using k8s;
using k8s.Models;

namespace GangExitStream.Tests.Packaging.Deploy;

/// <summary>The manifests, read by Kubernetes' own client, which refuses a field that it doesn't know.</summary>
public sealed class KubernetesTests
{
    /// <summary>It runs as root, whom tracefs belongs to.</summary>
    private const string Recorder = "produce.yaml";

    public static TheoryData<string> Manifests => [.. Directory.GetFiles(Path.Combine(RepoFiles.Root, "deploy", "kubernetes")).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Manifests))]
    public async Task Each_container_starts_a_command_with_options_that_it_knows(string manifest)
    {
        foreach (var container in PodsOf(manifest).SelectMany(pod => pod.Containers))
        {
            await CommandLines.CheckAsync(string.Join(' ', container.Args));
            await CommandLines.CheckVariablesAsync(container.Args[0], container.Env.Select(variable => variable.Name));
            Assert.All([container.LivenessProbe, container.ReadinessProbe], probe => Assert.Contains(container.Ports, port => port.Name == probe.HttpGet.Port.Value));
        }
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void Each_pod_runs_without_rights_on_a_file_system_that_it_cannot_write(string manifest)
    {
        var pods = PodsOf(manifest).ToList();
        Assert.NotEmpty(pods);
        if (manifest != Recorder)
            Assert.All(pods, pod => Assert.True(pod.SecurityContext.RunAsNonRoot));
        Assert.All(pods.SelectMany(pod => pod.Containers), container =>
        {
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.True(container.Resources.Limits.ContainsKey("memory"));
        });
    }

    [Fact]
    public void The_recorder_has_the_hosts_tracefs_and_nothing_else_of_it()
    {
        var pod = Assert.Single(PodsOf(Recorder));
        var volume = Assert.Single(pod.Volumes, volume => volume.HostPath is not null);
        Assert.Equal("/sys/kernel/tracing", volume.HostPath.Path);
        Assert.True(pod.HostPID);
        Assert.Null(pod.HostNetwork);
        Assert.Null(Assert.Single(pod.Containers).SecurityContext.Privileged);
    }

    private static IEnumerable<V1PodSpec> PodsOf(string manifest)
    {
        var all = KubernetesYaml.LoadAllFromString(File.ReadAllText(Path.Combine(RepoFiles.Root, "deploy", "kubernetes", manifest)), strict: true);
        return all.OfType<V1Deployment>().Select(deployment => deployment.Spec.Template.Spec)
            .Concat(all.OfType<V1DaemonSet>().Select(set => set.Spec.Template.Spec));
    }
}
