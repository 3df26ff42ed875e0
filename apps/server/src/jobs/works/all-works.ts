import type { Works } from '../job-desk.ts';
import { aclTree } from './acl-tree.ts';
import { copyTree, moveTree } from './copy-tree.ts';
import { deletePlan, deleteTree } from './delete-tree.ts';
import { exportTree } from './export-tree.ts';
import { importPlan, importTree } from './import-tree.ts';
import { searchTree } from './search-tree.ts';
import { sizeTree } from './size-tree.ts';
import type { Tools } from './tools.ts';
import { undoAll } from './undo-all.ts';

/** What each kind of job does. */
export function allWorks(tools: Tools): Works {
  return {
    deletePlan: (job) => deletePlan(job, tools),
    delete: (job) => deleteTree(job, tools),
    copy: (job) => copyTree(job, tools),
    move: (job) => moveTree(job, tools),
    acl: (job) => aclTree(job, tools),
    export: (job) => exportTree(job, tools),
    importPlan: (job) => importPlan(job, tools),
    import: (job) => importTree(job, tools),
    search: (job) => searchTree(job, tools),
    sizes: (job) => sizeTree(job, tools),
    undo: (job) => undoAll(job, tools),
  };
}
